import type { Clock } from "@quarterdeck/runtime";
import type { RunOutputs } from "./run-output.ts";

const tellEveryMs = 5000;

/** Tells whoever waits for a plugin that is being fetched how far that is, now and every few seconds. */
export function createWaitingReport(
	outputs: Pick<RunOutputs, "push">,
	clock: Clock,
): { tell(text: string): void; readonly wereTold: boolean } {
	let toldMs: number | undefined;
	return {
		tell(text) {
			const nowMs = clock.monotonicMs();
			if (toldMs !== undefined && nowMs - toldMs < tellEveryMs) return;
			toldMs = nowMs;
			// The run ends with the reason when nobody takes its output any more.
			outputs.push("stderr", Buffer.from(`${text} …\n`)).catch(() => {});
		},
		get wereTold() {
			return toldMs !== undefined;
		},
	};
}
