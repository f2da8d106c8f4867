import { assertNever, errorBody, type RunOrder } from "@quarterdeck/contract";
import { inSpan, pause, type Transact } from "@quarterdeck/runtime";
import {
	type CommandKey,
	type CommandRecords,
	type CommandResult,
	type CommandRun,
	type EndState,
	endedRun,
	type RunResult,
	stateFromRuns,
} from "../../../rooms/commands/index.ts";
import { answerBuiltIn } from "../built-in/answer-built-in.ts";
import type { BuiltInDeps } from "../built-in/built-in-command.ts";
import type { CommandFeed } from "../follow/command-feed.ts";
import { forEachBounded } from "./for-each-bounded.ts";
import type { PlannedRun } from "./plan-command.ts";
import {
	type ClusterRunResult,
	type RunInClusterDeps,
	runInCluster,
} from "./run-in-cluster.ts";
import { runRecord, type StartedCommand } from "./start-command.ts";

export interface DispatchDeps extends RunInClusterDeps, BuiltInDeps {
	readonly commandRecords: CommandRecords;
	readonly transact: Transact;
	/** Clusters one command is run in at the same time. */
	readonly parallelRuns: number;
	readonly meter: CommandMeter;
}

/** Counts commands and runs; both methods return at once and never throw. */
export interface CommandMeter {
	runEnded(run: {
		readonly state: EndState;
		readonly durationMs: number;
		readonly outputBytes: number;
	}): void;
	commandEnded(state: EndState): void;
}

/** Delays before each new attempt to record how something ended. */
const retrySeconds = [0.2, 1, 4, 15];

/**
 * Dispatches a command, collects its answers and closes its record, publishing each step to the feed. Never throws.
 * A record that cannot be closed stays open, and is closed as lost when this process ends.
 */
export async function dispatchCommand(
	deps: DispatchDeps,
	started: StartedCommand,
	feed: CommandFeed,
	cancelled: AbortSignal,
): Promise<void> {
	try {
		feed.publish({ kind: "accepted" });
		const { plan } = started;
		if (plan.kind === "built-in") await answer(deps, started, feed);
		else if (plan.kind === "runs")
			await runAll(deps, started, { runs: plan.runs, feed, cancelled });
		else assertNever(plan);
	} catch (thrown) {
		await giveUp(deps, started, feed, thrown);
	}
}

async function answer(
	deps: DispatchDeps,
	started: StartedCommand,
	feed: CommandFeed,
): Promise<void> {
	const text = await answerBuiltIn(deps, {
		caller: started.utterance.caller,
		organisationId: started.record.organisationId,
		words: started.command.words,
		configuration: started.current.configuration,
		channel: started.channel,
	});
	feed.publish({ kind: "stdout", text: text ?? "" });
	await closeCommand(deps, started, {
		state: "succeeded",
		answer: keptAnswer(text ?? ""),
	});
	deps.meter.commandEnded("succeeded");
	feed.publish({ kind: "command-ended", state: "succeeded" });
}

interface RunsToDo {
	readonly runs: readonly PlannedRun[];
	readonly feed: CommandFeed;
	readonly cancelled: AbortSignal;
}

async function runAll(
	deps: DispatchDeps,
	started: StartedCommand,
	{ runs, feed, cancelled }: RunsToDo,
): Promise<void> {
	const ended: Pick<CommandRun, "state">[] = [];
	const publish = (run: CommandRun) => {
		if (run.state !== "running")
			deps.meter.runEnded({
				state: run.state,
				durationMs: run.durationMs ?? 0,
				outputBytes: run.outputBytes,
			});
		feed.publish({ kind: "run-ended", cluster: run.clusterName, run });
	};
	for (const run of runs.filter(({ refusal }) => refusal)) {
		const record = runRecord(run, started.record.startedAt);
		ended.push({ state: record.state });
		publish(record);
	}
	const open = runs.filter(({ refusal }) => !refusal);
	const written: Promise<void>[] = [];
	const input = encodedInput(started);
	const parallel = parallelWith(input, deps.parallelRuns);
	await forEachBounded(open, parallel, async (run) => {
		const result = await runOne(deps, started, { run, feed, cancelled, input });
		const record = endedRecord(run, started, result, deps.clock.now());
		ended.push({ state: record.state });
		const isLast = ended.length === runs.length;
		// Other results may still be on their way to the store: whatever is open when the command ends is ended like it.
		if (isLast) await Promise.all(written);
		const state = isLast ? stateFromRuns(ended) : undefined;
		const writing = closeRun(deps, started, result.result, state);
		written.push(writing);
		await writing;
		publish(record);
	});
	const state = stateFromRuns(ended);
	deps.meter.commandEnded(state);
	feed.publish({ kind: "command-ended", state });
}

function runOne(
	deps: DispatchDeps,
	started: StartedCommand,
	running: {
		readonly run: PlannedRun;
		readonly input: string | undefined;
		readonly feed: CommandFeed;
		readonly cancelled: AbortSignal;
	},
): Promise<ClusterRunResult> {
	const { run, feed, cancelled, input } = running;
	const { cluster } = run;
	if (!cluster?.agent)
		throw new TypeError("a run that was not refused has an agent");
	return runInCluster(deps, {
		organisationId: started.record.organisationId,
		agent: cluster.agent,
		clusterName: run.clusterName,
		order: {
			...orderOf(started, run),
			...(input === undefined ? {} : { input }),
		},
		deadlineAt: new Date(
			started.record.startedAt.getTime() + started.timeoutSeconds * 1000,
		),
		timeoutSeconds: started.timeoutSeconds,
		maxOutputBytes: started.current.configuration.settings.maxOutputBytes,
		filter: started.command.filter,
		publish: (event) => feed.publish(event),
		cancelled,
		traceparent: started.span.traceparent,
	});
}

/** Bytes of input on their way to clusters at the same time, for one command: each order holds a copy until it was answered. */
const maxInputOnTheWay = 8_388_608;

function encodedInput({ utterance }: StartedCommand): string | undefined {
	const { input } = utterance;
	return input && Buffer.from(input).toString("base64");
}

function parallelWith(input: string | undefined, parallelRuns: number): number {
	if (!input) return parallelRuns;
	const fitting = Math.floor(maxInputOnTheWay / input.length);
	return Math.min(parallelRuns, Math.max(1, fitting));
}

function orderOf(started: StartedCommand, run: PlannedRun): RunOrder {
	const { record, command, channel, current } = started;
	return {
		commandId: record.id,
		runId: run.runId,
		bindings: [...channel.bindings.executors],
		plugin: command.words[0] ?? "",
		words: [...command.words],
		actor: started.utterance.caller.actor,
		conversation: record.conversation,
		configurationVersion: current.version,
		mayWait: true,
		maxOutputBytes: current.configuration.settings.maxOutputBytes,
	};
}

/** What listeners receive. */
function endedRecord(
	run: PlannedRun,
	started: StartedCommand,
	{ result, isShortened }: ClusterRunResult,
	endedAt: Date,
): CommandRun {
	const ended = endedRun(
		runRecord(run, started.record.startedAt),
		result,
		endedAt,
	);
	return { ...ended, shortened: isShortened };
}

/** The last run's end and the command's are one change: no record is left half closed by a crash in between. */
function closeRun(
	deps: DispatchDeps,
	started: StartedCommand,
	result: RunResult,
	commandState: EndState | undefined,
): Promise<void> {
	return inSpan("close", started.span.traceparent, () =>
		persistently(deps, started, () =>
			deps.transact(async (tx) => {
				const key = keyOf(started);
				if (commandState)
					await deps.commandRecords.closeCommand(tx, key, {
						state: commandState,
						lastRun: result,
					});
				else await deps.commandRecords.closeRun(tx, key, result);
			}),
		),
	);
}

function closeCommand(
	deps: DispatchDeps,
	started: StartedCommand,
	result: CommandResult,
): Promise<void> {
	return persistently(deps, started, () =>
		deps.transact(async (tx) => {
			await deps.commandRecords.closeCommand(tx, keyOf(started), result);
		}),
	);
}

/** Characters of an answer that are kept: names in it come from the configuration, which has no bound of this kind. */
const maxAnswerCharacters = 16_384;

function keptAnswer(text: string): string {
	const kept = text.replaceAll("\0", "\uFFFD").toWellFormed();
	return kept.length <= maxAnswerCharacters
		? kept
		: `${kept.slice(0, maxAnswerCharacters).toWellFormed()}\n… The rest was not kept.\n`;
}

function keyOf({ record }: StartedCommand): CommandKey {
	return { organisationId: record.organisationId, commandId: record.id };
}

/** The answer matters more than its record: while the database is away listeners still get it, and the log says what is missing. */
async function persistently(
	{ clock, log }: DispatchDeps,
	started: StartedCommand,
	act: () => Promise<void>,
): Promise<void> {
	for (let attempt = 0; ; attempt++) {
		try {
			return await act();
		} catch (error) {
			const seconds = retrySeconds[attempt];
			if (seconds === undefined)
				return log.error("the end of a command was not recorded", {
					commandId: started.record.id,
					error,
				});
			await pause(clock, seconds * 1000);
		}
	}
}

async function giveUp(
	deps: DispatchDeps,
	started: StartedCommand,
	feed: CommandFeed,
	thrown: unknown,
): Promise<void> {
	const error = deps.reportError(thrown);
	const state = error.kind === "forbidden" ? "denied" : "failed";
	await closeCommand(deps, started, { state, error: errorBody(error) });
	deps.meter.commandEnded(state);
	feed.publish({
		kind: "command-ended",
		state,
		error: errorBody(error),
		text: error.message,
	});
}
