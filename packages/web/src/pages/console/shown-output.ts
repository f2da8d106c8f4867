import type { Run } from "./documents.ts";
import type { Entry, LiveOutput } from "./entry.ts";

/** Where what is shown of a run's output comes from. */
export type ShownOutput =
	| { readonly from: "live"; readonly output: LiveOutput }
	/** What was heard is not the whole of it, or nothing was heard: the beginning is read from where it is kept. */
	| { readonly from: "kept"; readonly meanwhile: LiveOutput | undefined }
	| { readonly from: "nowhere"; readonly why: "waiting" | "empty" | "gone" };

export function shownOutput(entry: Entry, run: Run): ShownOutput {
	const output = entry.outputs.get(run.cluster);
	const isWhole =
		output !== undefined && !entry.hasGap && output.cutAfterBytes === undefined;
	const isRunning = run.state === "RUNNING";
	if (run.outputUrl && !isRunning && !isWhole)
		return { from: "kept", meanwhile: output };
	if (output) return { from: "live", output };
	if (isRunning) return { from: "nowhere", why: "waiting" };
	return { from: "nowhere", why: run.outputBytes > 0 ? "gone" : "empty" };
}

/** `850 ms`, `1.2 s`, `3 min 20 s`. */
export function durationText(ms: number): string {
	if (ms < 1000) return `${Math.round(ms)} ms`;
	if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
	const minutes = Math.floor(ms / 60_000);
	const seconds = Math.round((ms % 60_000) / 1000);
	return seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
}

/** `12 bytes`, `16 KiB`, `4.9 MiB`. */
export function sizeText(bytes: number): string {
	if (bytes < 1024) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
	const units = ["KiB", "MiB", "GiB"];
	let size = bytes / 1024;
	let unit = 0;
	while (size >= 1000 && unit < units.length - 1) {
		size /= 1024;
		unit += 1;
	}
	return `${size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}
