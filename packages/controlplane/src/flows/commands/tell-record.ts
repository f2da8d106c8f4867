import { TextDecoder } from "node:util";
import type { CommandRecord, CommandRun } from "../../rooms/commands/index.ts";
import type { CommandEvent } from "./command-event.ts";
import type { CommandOutputs } from "./command-outputs.ts";

export interface TellDeps {
	readonly outputs: Pick<CommandOutputs, "open">;
	/** Bytes of one cluster's output that a listener is shown. */
	readonly inlineBytes: number;
	readonly outputUrl: (runId: CommandRun["runId"]) => string;
}

type Saying = Omit<CommandEvent, "seq" | "commandId" | "at">;

/**
 * How a command went, from its record and its kept outputs: for whoever asks when the live feed is gone. Numbers go on behind
 * what the listener has heard. Who has heard some of it is not told the output again, because nobody knows which part was heard.
 */
export async function* tellRecord(
	deps: TellDeps,
	record: CommandRecord,
	after: number,
): AsyncGenerator<CommandEvent> {
	let seq = Math.max(0, Math.floor(after));
	const at = record.endedAt ?? record.startedAt;
	for await (const saying of sayings(deps, record, seq === 0)) {
		seq += 1;
		yield { ...saying, seq, commandId: record.id, at };
	}
}

async function* sayings(
	deps: TellDeps,
	record: CommandRecord,
	isFromBeginning: boolean,
): AsyncGenerator<Saying> {
	for (const run of record.runs) {
		const cluster = run.clusterName;
		if (run.outputKey !== undefined)
			if (isFromBeginning) yield* tellOutput(deps, record, run);
			else
				yield {
					kind: "note",
					cluster,
					text: `What was not heard live is kept at ${deps.outputUrl(run.runId)}`,
				};
		yield { kind: "run-ended", cluster, run };
	}
	yield {
		kind: "command-ended",
		...(record.state === "running" ? {} : { state: record.state }),
		...(record.error ? { error: record.error } : {}),
	};
}

/** The beginning of the kept output. It does not tell stdout and stderr apart any more; a filter is not applied again. */
async function* tellOutput(
	deps: TellDeps,
	record: CommandRecord,
	run: CommandRun,
): AsyncGenerator<Saying> {
	const cluster = run.clusterName;
	const slice = await deps.outputs.open(record.organisationId, run.runId, {
		start: 0,
		endExclusive: deps.inlineBytes,
	});
	if (!slice) {
		yield { kind: "note", cluster, text: "The output is not kept any more." };
		return;
	}
	const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
	for await (const bytes of slice.bytes) {
		const text = decoder.decode(bytes, { stream: true });
		if (text !== "") yield { kind: "stdout", cluster, text };
	}
	if (slice.endExclusive < slice.totalBytes)
		yield {
			kind: "note",
			cluster,
			text: `More came than is shown here (${slice.endExclusive} bytes). All of it is at ${deps.outputUrl(run.runId)}`,
			shownBytes: slice.endExclusive,
		};
}
