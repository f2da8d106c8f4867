import type { Terminal } from "../terminal.ts";
import type { Answered, Overview } from "./answers-of.ts";
import type { CommandEvent } from "./command-events.ts";
import { outcomeWord, summaryLine } from "./outcome-words.ts";
import { createOutcomes } from "./outcomes.ts";
import { type Answer, createTextAnswer } from "./render-answer.ts";

/** Answers that take longer than this are printed as they come: somebody follows a log. */
const patienceMs = 3000;
/** So many characters wait at most. */
const maxWaiting = 8_388_608;
/** So many clusters are named above an answer; the others are counted. */
const maxNamed = 8;

/**
 * The answers of several clusters for a person: how many answered how, then each different answer once, what needs a look first.
 * A command that goes on is printed as it comes, cluster below cluster, and summed up behind that.
 */
export function createGroupedAnswer(
	terminal: Terminal,
	overview: () => Promise<Overview>,
	later: (act: () => void) => () => void = afterPatience,
): Answer {
	const kept: CommandEvent[] = [];
	let characters = 0;
	let streamed: Answer | undefined;
	let stopWaiting: (() => void) | undefined;
	const waits = createOutcomes(terminal, false);

	function stream(): Answer {
		stopWaiting?.();
		if (streamed) return streamed;
		streamed = createTextAnswer(terminal, { prefix: false });
		for (const event of kept.splice(0)) streamed.tell(event);
		return streamed;
	}
	return {
		isWhole: false,
		tell(event) {
			if (event.kind === "WAITING") return waits.take(event);
			if (streamed) return streamed.tell(event);
			kept.push(event);
			characters += event.text?.length ?? 0;
			const isOutput = event.kind === "STDOUT" || event.kind === "STDERR";
			if (isOutput) stopWaiting ??= later(() => void stream());
			if (event.kind === "COMMAND_ENDED") stopWaiting?.();
			if (characters > maxWaiting) stream();
		},
		async end() {
			stopWaiting?.();
			const { answers, summary } = await overview();
			if (streamed) {
				await streamed.end();
				terminal.say(`${summaryLine(summary)}\n`);
				return;
			}
			terminal.out(`${summaryLine(summary)}\n`);
			const byCluster = Map.groupBy(kept, ({ cluster }) => cluster ?? "");
			for (const answer of answers) printAnswer(terminal, answer, byCluster);
			printNotes(terminal, byCluster.get("") ?? []);
		},
	};
}

function afterPatience(act: () => void): () => void {
	const timer = setTimeout(act, patienceMs).unref();
	return () => clearTimeout(timer);
}

/** The first cluster's answer stands for all of them. */
function printAnswer(
	terminal: Terminal,
	answer: Answered,
	byCluster: ReadonlyMap<string, readonly CommandEvent[]>,
): void {
	const [first = ""] = answer.clusters;
	terminal.heading(headingOf(answer));
	const events = byCluster.get(first) ?? [];
	const text = events
		.filter(({ kind }) => kind === "STDOUT" || kind === "STDERR")
		.map((event) => event.text ?? "")
		.join("");
	if (text !== "") terminal.out(text.endsWith("\n") ? text : `${text}\n`);
	const outcomes = createOutcomes(terminal, false);
	for (const event of events)
		if (event.kind === "NOTE" || event.kind === "RUN_ENDED")
			outcomes.take(event);
	outcomes.tell();
}

/** `── 22 clusters answered the same: eu, us, … (refused) ──`; one that went well needs no word. */
function headingOf({ clusters, outcome }: Answered): string {
	const named = clusters.slice(0, maxNamed).join(", ");
	const more =
		clusters.length > maxNamed ? ` and ${clusters.length - maxNamed} more` : "";
	const who =
		clusters.length === 1
			? named
			: `${clusters.length} clusters answered the same: ${named}${more}`;
	const how = outcome === "SUCCEEDED" ? "" : ` (${outcomeWord(outcome)})`;
	return `── ${who}${how} ──`;
}

function printNotes(terminal: Terminal, events: readonly CommandEvent[]): void {
	const outcomes = createOutcomes(terminal, false);
	for (const event of events)
		if (event.kind === "NOTE" || event.kind === "COMMAND_ENDED")
			outcomes.take(event);
	outcomes.tell();
}
