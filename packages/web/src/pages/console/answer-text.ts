import { plainOutput } from "../../parts/plain-output.ts";
import type { Command } from "./documents.ts";
import type { Entry } from "./entry.ts";
import type { OutputView } from "./output-buffer.ts";
import { shownOutput, sizeText } from "./shown-output.ts";
import { outputAddress, readBeginning } from "./stored-output.ts";

/** Clusters whose answers are copied at once. */
const maxClusters = 50;

/**
 * What is shown of an answer as one text, each cluster's part under its name where there are several.
 * @throws ApiFailure when a kept output cannot be read.
 */
export async function answerText(
	entry: Entry,
	record: Command,
	organisation: string,
): Promise<{ readonly text: string; readonly isWhole: boolean }> {
	const own = entry.outputs.get("")?.buffer.view();
	const parts: string[] = own ? [textOf(own)] : [];
	let isWhole = record.runs.length <= maxClusters;
	for (const run of record.runs.slice(0, maxClusters)) {
		const shown = shownOutput(entry, run);
		if (record.runs.length > 1) parts.push(`# ${run.cluster}`);
		if (shown.from === "live") {
			const view = shown.output.buffer.view();
			parts.push(textOf(view));
			isWhole &&= view.omitted === 0;
		} else if (shown.from === "kept") {
			const signal = AbortSignal.timeout(15_000);
			const kept = await readBeginning(
				outputAddress(run.id, organisation),
				signal,
			);
			if (kept === "gone") continue;
			parts.push(kept.text);
			isWhole &&= kept.shownBytes >= kept.totalBytes;
		}
		if (run.error) parts.push(run.error.message);
	}
	if (record.error) parts.push(record.error.message);
	const lines = parts.map((part) => (part.endsWith("\n") ? part : `${part}\n`));
	return { text: plainOutput(lines.join("")), isWhole };
}

function textOf({ head, omitted, tail }: OutputView): string {
	const join = (pieces: OutputView["head"]) =>
		pieces.map(({ text }) => text).join("");
	const gap = omitted > 0 ? `\n[${sizeText(omitted)} omitted]\n` : "";
	return join(head) + gap + join(tail);
}
