import type { ApiClient } from "../api/api-client.ts";
import { cancelCommandDocument, runCommandDocument } from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { answersOf, tableOf } from "./answers-of.ts";
import { type ClusterRun, commandEvents } from "./command-events.ts";
import { createGroupedAnswer } from "./grouped-answer.ts";
import { createMergedAnswer } from "./merged-answer.ts";
import type { RunOutcome } from "./outcome-words.ts";
import { createPipedAnswer } from "./piped-answer.ts";
import { readStdin } from "./read-stdin.ts";
import {
	type Answer,
	createJsonAnswer,
	createJsonLinesAnswer,
	createTextAnswer,
} from "./render-answer.ts";
import { type Busy, repeatWhileBusy } from "./repeat-while-busy.ts";
import { requireDuration } from "./require-duration.ts";
import type { RunOptions } from "./run-options.ts";

interface Started {
	readonly runCommand: {
		readonly id: string;
		readonly state: string;
		readonly runs: readonly { readonly id: string; readonly cluster: string }[];
	};
}

/**
 * Runs a command and tells its answers as they come. Ctrl-C cancels it in every cluster; a second one leaves it behind.
 * @returns the exit code: 0 only when every cluster succeeded and the output was handed over; a single cluster's own code is passed on.
 */
export async function runEverywhere(
	asked: RunOptions & { readonly words: readonly string[] },
	context: CommandContext,
): Promise<number> {
	const { terminal } = context;
	refuseContradiction(asked);
	const input = {
		...inputOf(asked),
		...(await readStdin(asked, terminal)),
	};
	const ended = await repeatWhileBusy(
		() => runOnce(asked, input, context),
		terminal,
	);
	return ended.tell();
}

/** One of two ways to show an answer would be ignored. @throws CliFailure */
function refuseContradiction({ merge, prefix, output }: RunOptions): void {
	const format = output === "text" ? undefined : `-o ${output}`;
	const ways = [merge && "--merge", prefix && "--prefix", format].filter(
		(way) => typeof way === "string",
	);
	if (ways.length < 2) return;
	throw new CliFailure(
		`${ways.join(" and ")} cannot be used together: each says how the answers are printed. Nothing was done.`,
		{ exitCode: exitCodes.usage },
	);
}

interface Ended {
	/** Set when nothing was run, in any cluster, because of a limit that passes by itself. */
	readonly busy?: Busy;
	/** Tells the rest of the answer and returns the exit code. */
	tell(): Promise<number>;
}

async function runOnce(
	asked: RunOptions & { readonly words: readonly string[] },
	input: Record<string, unknown>,
	context: CommandContext,
): Promise<Ended> {
	const { terminal } = context;
	const api = context.api();
	const { runCommand: command } = await api.ask<Started>(runCommandDocument, {
		input,
	});
	const interruption = cancelOnInterrupt(api, command.id, terminal);
	const answer = answerTo(asked, command, { api, terminal });
	const runs: ClusterRun[] = [];
	let state: string | undefined;
	try {
		for await (const event of commandEvents(api, command.id, terminal.say)) {
			if (event.run && event.kind === "RUN_ENDED") runs.push(event.run);
			state = event.state ?? state;
			answer.tell(event);
		}
	} finally {
		interruption.end();
	}
	const busy = busyEverywhere(runs);
	return {
		...(busy && asked.output !== "jsonl" ? { busy } : {}),
		async tell() {
			await answer.end();
			if (interruption.happened()) return exitCodes.interrupted;
			const isRead = answer.isWhole || terminal.isInteractive;
			return exitCodeOf(runs, state) || wholenessCode(runs, isRead);
		},
	};
}

/** Undefined when it ran anywhere, or failed for another reason: then it is not done again. */
export function busyEverywhere(
	runs: readonly Pick<ClusterRun, "error">[],
): Busy | undefined {
	const errors = runs.map(({ error }) => error);
	const waits = errors.map((error) => error?.retryAfterSeconds ?? undefined);
	const [first] = errors;
	if (!first || waits.some((seconds) => seconds === undefined))
		return undefined;
	return {
		message: first.message,
		retryAfterSeconds: Math.max(...waits.map((seconds) => seconds ?? 0)),
	};
}

function answerTo(
	asked: RunOptions & { readonly words: readonly string[] },
	command: Started["runCommand"],
	{ api, terminal }: { readonly api: ApiClient; readonly terminal: Terminal },
): Answer {
	const { output, prefix = false } = asked;
	const { id, runs } = command;
	if (asked.merge)
		return createMergedAnswer(terminal, () => tableOf(api, id, asked.filter));
	if (output === "json") return createJsonAnswer(terminal, command.id);
	if (output === "jsonl") return createJsonLinesAnswer(terminal);
	if (terminal.isOnePicture && runs.length > 1 && !prefix)
		return createGroupedAnswer(terminal, () => answersOf(api, id));
	// A filter is the control plane's: what is kept was not filtered.
	return terminal.isOnePicture || isFiltered(asked)
		? createTextAnswer(terminal, { prefix })
		: createPipedAnswer({ terminal, api, runs, prefix });
}

function isFiltered(
	asked: RunOptions & { readonly words: readonly string[] },
): boolean {
	const said = wordsOf(asked.words);
	return (
		asked.filter !== undefined ||
		("text" in said && /(^|\s)--filter\b/.test(said.text))
	);
}

/**
 * What a command that went well did not hand over: output that is lost, or output that is kept but was not printed where a script reads
 * it. @param isRead whether all was printed, or a person who was told looks at it.
 */
export function wholenessCode(
	runs: readonly Pick<ClusterRun, "incomplete" | "shortened">[],
	isRead: boolean,
): number {
	if (runs.some(({ incomplete }) => incomplete)) return exitCodes.incomplete;
	return !isRead && runs.some(({ shortened }) => shortened)
		? exitCodes.shortened
		: exitCodes.done;
}

function inputOf(
	asked: RunOptions & { readonly words: readonly string[] },
): Record<string, unknown> {
	return {
		...wordsOf(asked.words),
		channel: asked.channel,
		...(asked.cluster.length > 0 ? { clusters: asked.cluster } : {}),
		...(asked.allClusters ? { allClusters: true } : {}),
		...(asked.filter === undefined ? {} : { filter: asked.filter }),
		...(asked.timeout === undefined
			? {}
			: { timeoutSeconds: requireDuration("--timeout", asked.timeout) }),
	};
}

/** One word with blanks in it is a line as a person types it in chat, with quotes and aliases; several were split by the shell. */
export function wordsOf(
	words: readonly string[],
): { readonly text: string } | { readonly words: readonly string[] } {
	const [only = "", ...others] = words;
	return others.length === 0 && /\s/.test(only.trim())
		? { text: only }
		: { words };
}

/** Of a command that ended alike in every cluster. */
const outcomeCodes: Partial<Record<RunOutcome, number>> = {
	REFUSED: exitCodes.refused,
	SILENT: exitCodes.silent,
	NOT_UNDERSTOOD: exitCodes.usage,
};

/** 0 for all well; one cluster's own exit code; what all clusters have in common; else 1. What no cluster was needed for is well when the command is. */
export function exitCodeOf(
	runs: readonly ClusterRun[],
	commandState?: string,
): number {
	if (runs.length === 0)
		return commandState === "SUCCEEDED" ? exitCodes.done : exitCodes.failed;
	if (runs.every((run) => run.state === "SUCCEEDED")) return exitCodes.done;
	const only = runs.length === 1 ? runs[0]?.exitCode : undefined;
	if (only && only > 0 && only < 256) return only;
	const outcomes = new Set(runs.map(({ outcome }) => outcome));
	const [outcome] = outcomes;
	return outcomes.size === 1 && outcome
		? (outcomeCodes[outcome] ?? exitCodes.failed)
		: exitCodes.failed;
}

function cancelOnInterrupt(
	api: ApiClient,
	id: string,
	terminal: Terminal,
): { happened(): boolean; end(): void } {
	let asked = false;
	const stopListening = terminal.onInterrupt(() => {
		if (asked) {
			terminal.say(`\nqd: ${id} may keep running until its deadline\n`);
			process.exit(exitCodes.interrupted);
		}
		asked = true;
		terminal.say(
			"\nqd: cancelling in every cluster (press Ctrl-C again to exit immediately)\n",
		);
		api.ask(cancelCommandDocument, { id }).catch((error: unknown) => {
			const reason =
				error instanceof CliFailure ? error.message : String(error);
			terminal.say(`qd: cannot cancel: ${reason}\n`);
		});
	});
	return { happened: () => asked, end: stopListening };
}
