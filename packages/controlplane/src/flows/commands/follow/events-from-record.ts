import type {
	CommandRecord,
	CommandRun,
} from "../../../rooms/commands/index.ts";
import type { CommandOutputs } from "../run/command-outputs.ts";
import { createShownText, replacedNote } from "../run/shown-text.ts";
import type { CommandEvent } from "./command-event.ts";
import type { NewEvent } from "./command-feed.ts";

export interface RecordEventsDeps {
	readonly outputs: Pick<CommandOutputs, "follow">;
	/** Bytes of one cluster's output that a listener is shown. */
	readonly inlineBytes: number;
	readonly outputUrl: (runId: CommandRun["runId"]) => string;
}

/**
 * The events of a command from its record and its kept outputs, for whoever asks when the live feed is gone. They are numbered from
 * `after` on. A listener that has had some events is not sent the output again, because nobody knows which part of it they had.
 */
export async function* eventsFromRecord(
	deps: RecordEventsDeps,
	record: CommandRecord,
	after: number,
): AsyncGenerator<CommandEvent> {
	let seq = Math.max(0, Math.floor(after));
	const at = record.endedAt ?? record.startedAt;
	for await (const event of newEvents(deps, record, seq === 0)) {
		seq += 1;
		yield { ...event, seq, commandId: record.id, at };
	}
}

async function* newEvents(
	deps: RecordEventsDeps,
	record: CommandRecord,
	isFromBeginning: boolean,
): AsyncGenerator<NewEvent> {
	for (const run of record.runs) {
		const cluster = run.clusterName;
		let shortened = false;
		if (run.outputKey !== undefined)
			if (isFromBeginning) shortened = yield* outputEvents(deps, record, run);
			else {
				shortened = true;
				yield {
					kind: "note",
					cluster,
					text: `All that is kept of the output: ${deps.outputUrl(run.runId)}`,
					ofView: true,
				};
			}
		yield { kind: "run-ended", cluster, run: { ...run, shortened } };
	}
	if (record.answer !== undefined && isFromBeginning)
		yield { kind: "stdout", text: record.answer };
	yield {
		kind: "command-ended",
		...(record.state === "running" ? {} : { state: record.state }),
		...(record.error ? { error: record.error } : {}),
	};
}

/** The beginning of the kept output, and whether that is less than all. A filter is not applied again. */
async function* outputEvents(
	deps: RecordEventsDeps,
	record: CommandRecord,
	run: CommandRun,
): AsyncGenerator<NewEvent, boolean> {
	const cluster = run.clusterName;
	const stop = new AbortController();
	const pieces = await deps.outputs.follow(
		record.organisationId,
		run.runId,
		stop.signal,
	);
	if (!pieces) {
		yield { kind: "note", cluster, text: "The output is no longer kept." };
		return true;
	}
	const texts = { stdout: createShownText(), stderr: createShownText() };
	let shownBytes = 0;
	let isShortened = false;
	for await (const { kind, bytes } of pieces) {
		const beginning = bytes.subarray(0, deps.inlineBytes - shownBytes);
		isShortened = beginning.length < bytes.length;
		shownBytes += beginning.length;
		const text = texts[kind].push(beginning);
		if (text !== "") yield { kind, cluster, text };
		if (isShortened) break;
	}
	if (texts.stdout.isReplaced || texts.stderr.isReplaced)
		yield {
			kind: "note",
			cluster,
			text: replacedNote(deps.outputUrl(run.runId)),
			ofView: true,
		};
	if (isShortened)
		yield {
			kind: "note",
			cluster,
			text: `Only the first ${shownBytes} bytes are shown here. All that is kept of it: ${deps.outputUrl(run.runId)}`,
			shownBytes,
			ofView: true,
		};
	return isShortened;
}
