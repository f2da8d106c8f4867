import {
	type AppError,
	assertNever,
	errorBody,
	type RunOrder,
} from "@quarterdeck/contract";
import { pause, type Transact } from "@quarterdeck/runtime";
import {
	type CommandEndState,
	type CommandRecords,
	type CommandRun,
	stateFromRuns,
} from "../../rooms/commands/index.ts";
import { answerBuiltIn, type BuiltInDeps } from "./built-in-words.ts";
import type { CommandFeed } from "./command-feed.ts";
import { forEachBounded } from "./for-each-bounded.ts";
import type { PlannedRun } from "./plan-command.ts";
import {
	type RunInClusterDeps,
	type RunResult,
	runInCluster,
} from "./run-in-cluster.ts";
import { runRecord, type StartedCommand } from "./start-command.ts";

export interface CarryOutDeps extends RunInClusterDeps, BuiltInDeps {
	readonly commandRecords: CommandRecords;
	readonly transact: Transact;
	/** Clusters one command is run in at the same time. */
	readonly parallelRuns: number;
	readonly meter: CommandMeter;
}

/** What the flow counts; the process plugs its metrics in. Both return at once and never throw. */
export interface CommandMeter {
	runEnded(run: {
		readonly state: CommandEndState;
		readonly durationMs: number;
		readonly outputBytes: number;
	}): void;
	commandEnded(state: CommandEndState): void;
}

/** Waits before each new attempt to write down how something ended. */
const retrySeconds = [0.2, 1, 4, 15];

/**
 * Dispatch, collect, close: from the open record to its end, told to the feed as it goes. Never throws.
 * What cannot be written down stays open, and is closed as lost when this process ends.
 */
export async function carryOut(
	deps: CarryOutDeps,
	started: StartedCommand,
	feed: CommandFeed,
	cancelled: AbortSignal,
): Promise<void> {
	try {
		feed.say({ kind: "accepted" });
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
	deps: CarryOutDeps,
	started: StartedCommand,
	feed: CommandFeed,
): Promise<void> {
	const text = await answerBuiltIn(deps, {
		organisationId: started.record.organisationId,
		words: started.command.words,
		configuration: started.current.configuration,
		channel: started.channel,
	});
	feed.say({ kind: "stdout", text: text ?? "" });
	await closeCommand(deps, started, "succeeded");
	deps.meter.commandEnded("succeeded");
	feed.say({ kind: "command-ended", state: "succeeded" });
}

interface Running {
	readonly runs: readonly PlannedRun[];
	readonly feed: CommandFeed;
	readonly cancelled: AbortSignal;
}

async function runAll(
	deps: CarryOutDeps,
	started: StartedCommand,
	{ runs, feed, cancelled }: Running,
): Promise<void> {
	const ended: Pick<CommandRun, "state">[] = [];
	const say = (run: CommandRun) => {
		if (run.state !== "running")
			deps.meter.runEnded({
				state: run.state,
				durationMs: run.durationMs ?? 0,
				outputBytes: run.outputBytes,
			});
		feed.say({ kind: "run-ended", cluster: run.clusterName, run });
	};
	for (const run of runs.filter(({ refusal }) => refusal)) {
		const record = runRecord(run, started.record.startedAt);
		ended.push({ state: record.state });
		say(record);
	}
	const open = runs.filter(({ refusal }) => !refusal);
	const written: Promise<void>[] = [];
	await forEachBounded(open, deps.parallelRuns, async (run) => {
		const result = await runOne(deps, started, { run, feed, cancelled });
		const record = endedRecord(run, started, result, deps.clock.now());
		ended.push({ state: record.state });
		const isLast = ended.length === runs.length;
		// Ends of other runs may still be on their way: what is open when the command ends is ended alike.
		if (isLast) await Promise.all(written);
		const state = isLast ? stateFromRuns(ended) : undefined;
		const writing = closeRun(deps, started, result, state);
		written.push(writing);
		await writing;
		say(record);
	});
	const state = stateFromRuns(ended);
	deps.meter.commandEnded(state);
	feed.say({ kind: "command-ended", state });
}

function runOne(
	deps: CarryOutDeps,
	started: StartedCommand,
	running: {
		readonly run: PlannedRun;
		readonly feed: CommandFeed;
		readonly cancelled: AbortSignal;
	},
): Promise<RunResult> {
	const { run, feed, cancelled } = running;
	const { cluster } = run;
	if (!cluster?.agent)
		throw new TypeError("a run that was not refused has an agent");
	return runInCluster(deps, {
		organisationId: started.record.organisationId,
		agent: cluster.agent,
		clusterName: run.clusterName,
		order: orderOf(started, run),
		deadlineAt: new Date(
			started.record.startedAt.getTime() + started.timeoutSeconds * 1000,
		),
		timeoutSeconds: started.timeoutSeconds,
		filter: started.command.filter,
		say: (saying) => feed.say(saying),
		cancelled,
	});
}

function orderOf(started: StartedCommand, run: PlannedRun): RunOrder {
	const { record, command, channel, current } = started;
	return {
		commandId: record.id,
		runId: run.runId,
		bindings: [...channel.bindings.executors],
		plugin: command.words[0] ?? "",
		words: [...command.words],
		actor: started.utterance.asker.actor,
		conversation: record.conversation,
		configurationVersion: current.version,
	};
}

/** What listeners are told: `truncated` also when they were shown less than is kept. */
function endedRecord(
	run: PlannedRun,
	started: StartedCommand,
	{ close, isShortened }: RunResult,
	endedAt: Date,
): CommandRun {
	return {
		...runRecord(run, started.record.startedAt),
		endedAt,
		state: close.state,
		exitCode: close.exitCode,
		durationMs: close.durationMs,
		outputBytes: close.outputBytes ?? 0,
		truncated: (close.truncated ?? false) || isShortened,
		digest: close.digest,
		outputKey: close.outputKey,
		error: close.error,
		gate: close.gate,
		hasMessage: close.message !== undefined,
	};
}

/** The last run's end and the command's are one change: no record is left half closed by a crash in between. */
function closeRun(
	deps: CarryOutDeps,
	started: StartedCommand,
	{ close }: RunResult,
	commandState: CommandEndState | undefined,
): Promise<void> {
	const { organisationId, id: commandId } = started.record;
	const ids = { organisationId, commandId };
	return persistently(deps, started, () =>
		deps.transact(async (tx) => {
			if (commandState)
				await deps.commandRecords.closeCommand(tx, {
					...ids,
					state: commandState,
					lastRun: close,
				});
			else await deps.commandRecords.closeRun(tx, { ...close, ...ids });
		}),
	);
}

function closeCommand(
	deps: CarryOutDeps,
	started: StartedCommand,
	state: CommandEndState,
	error?: AppError,
): Promise<void> {
	const { organisationId, id: commandId } = started.record;
	return persistently(deps, started, () =>
		deps.transact(async (tx) => {
			await deps.commandRecords.closeCommand(tx, {
				organisationId,
				commandId,
				state,
				...(error ? { error: errorBody(error) } : {}),
			});
		}),
	);
}

/** The answer is more than its record: when the database stays away it is told all the same, and the log says what is missing. */
async function persistently(
	{ clock, log }: CarryOutDeps,
	started: StartedCommand,
	act: () => Promise<void>,
): Promise<void> {
	for (let attempt = 0; ; attempt++) {
		try {
			return await act();
		} catch (error) {
			const seconds = retrySeconds[attempt];
			if (seconds === undefined)
				return log.error("the end of a command could not be written down", {
					commandId: started.record.id,
					error,
				});
			await pause(clock, seconds * 1000);
		}
	}
}

async function giveUp(
	deps: CarryOutDeps,
	started: StartedCommand,
	feed: CommandFeed,
	thrown: unknown,
): Promise<void> {
	const error = deps.reportError(thrown);
	await closeCommand(deps, started, "failed", error);
	deps.meter.commandEnded("failed");
	feed.say({
		kind: "command-ended",
		state: "failed",
		error: errorBody(error),
		text: error.message,
	});
}
