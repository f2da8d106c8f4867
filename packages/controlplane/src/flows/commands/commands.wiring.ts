import type { ProcessId, RunId } from "@quarterdeck/contract";
import type {
	Clock,
	Log,
	Metrics,
	NewId,
	ReportError,
} from "@quarterdeck/runtime";
import type { Bus } from "@quarterdeck/wire";
import {
	type ChangeSignals,
	createSignals,
	type Database,
} from "../../plumbing/postgres/index.ts";
import type { Audit } from "../../rooms/audit/index.ts";
import type { Catalog } from "../../rooms/catalog/index.ts";
import type { CommandRecords } from "../../rooms/commands/index.ts";
import type { Fleet } from "../../rooms/fleet/index.ts";
import type { Permissions } from "../../rooms/permissions/index.ts";
import type { Commands } from "./commands.ts";
import { completeCommand } from "./complete/complete-command.ts";
import { createCommandFeeds } from "./follow/command-feed.ts";
import {
	type FollowChannelDeps,
	followChannel,
} from "./follow/follow-channel.ts";
import { type FollowDeps, followCommand } from "./follow/follow-command.ts";
import { followOutput } from "./follow/follow-output.ts";
import { createLiveChannels } from "./follow/live-channels.ts";
import {
	listReadableCommands,
	openReadableOutput,
	type ReadDeps,
	readCommand,
	readMessages,
} from "./read/read-commands.ts";
import {
	countReadableCommands,
	slowestReadableRuns,
} from "./read/read-figures.ts";
import { type ReadTableDeps, readTable } from "./read/read-table.ts";
import { withoutAnswers } from "./read/without-answers.ts";
import { createWireAgentRuns } from "./run/agent-runs.wire.ts";
import { cancelledCommands } from "./run/cancel-signals.ts";
import { createCommandMeter } from "./run/command-meter.ts";
import type { CommandOutputs } from "./run/command-outputs.ts";
import { createRateLimit } from "./run/rate-limit.ts";
import {
	createRunningCommands,
	type RunningCommandsDeps,
} from "./run/running-commands.ts";

export type CommandsDeps = RunningCommandsDeps &
	FollowDeps &
	FollowChannelDeps &
	ReadDeps &
	ReadTableDeps & { readonly fleet: Pick<Fleet, "suggestTargets"> };

/** The flow over any adapters. One per process. */
export function assembleCommands(deps: CommandsDeps): Commands {
	const running = createRunningCommands(deps);
	return {
		run: async (utterance) =>
			withoutAnswers(deps, utterance.caller, await running.run(utterance)),
		cancel: async (caller, commandId) =>
			withoutAnswers(deps, caller, await running.cancel(caller, commandId)),
		find: (caller, commandId) => readCommand(deps, caller, commandId),
		list: (caller, filter, page) =>
			listReadableCommands(deps, caller, filter, page),
		count: (caller, range, stretches) =>
			countReadableCommands(deps, caller, range, stretches),
		slowest: (caller, range) => slowestReadableRuns(deps, caller, range),
		openOutput: (caller, runId, range) =>
			openReadableOutput(deps, caller, runId, range),
		followOutput: (caller, runId, askAgain) =>
			followOutput(deps, caller, runId, askAgain),
		mergeTables: (caller, commandId, filter) =>
			readTable(deps, caller, commandId, filter),
		findMessages: (caller, runIds) => readMessages(deps, caller, runIds),
		follow: (caller, commandId, after, askAgain) =>
			followCommand(deps, caller, commandId, { after, askAgain }),
		followChannel: (caller, channel, askAgain) =>
			followChannel(deps, caller, channel, askAgain),
		complete: (caller, written) => completeCommand(deps, caller, written),
		get running() {
			return running.running;
		},
		stop: running.stop,
	};
}

/** The numbers of the settings by which commands run. */
export interface CommandLimits {
	/** Bytes of one cluster's output that listeners are shown. */
	readonly inlineBytes: number;
	readonly silentAfterSeconds: number;
	readonly defaultTimeoutSeconds: number;
	readonly maxTimeoutSeconds: number;
	readonly parallelRuns: number;
	readonly graceSeconds: number;
	readonly maxRunning: number;
	/** Commands per second and cluster. */
	readonly perSecond: number;
	/** Bytes that all live feeds may hold. */
	readonly feedBytes: number;
}

/** How long the feed of an ended command is kept. */
const keepFeedSeconds = 600;

/** The flow over PostgreSQL and the bus. */
export function createCommands(deps: {
	readonly database: Database;
	readonly signals: ChangeSignals;
	readonly bus: Pick<Bus, "order">;
	readonly audit: Audit;
	readonly commandRecords: CommandRecords;
	readonly permissions: Permissions;
	readonly fleet: Fleet;
	readonly catalog: Catalog;
	readonly outputs: CommandOutputs;
	readonly limits: CommandLimits;
	readonly metrics: Metrics;
	readonly clock: Clock;
	readonly log: Log;
	readonly newId: NewId;
	readonly reportError: ReportError;
	readonly processId: ProcessId;
	readonly version: string;
	/** Where a person finds a run's whole output. */
	readonly outputUrl: (runId: RunId) => string;
}): Commands {
	const { database, signals, bus, fleet, limits, metrics, clock } = deps;
	const { transact } = database;
	const commands = assembleCommands({
		...deps,
		...limits,
		transact,
		rateLimit: createRateLimit({ clock, perSecond: limits.perSecond }),
		feeds: createCommandFeeds({
			clock,
			maxBytes: limits.feedBytes,
			keepSeconds: keepFeedSeconds,
		}),
		liveChannels: createLiveChannels({ clock }),
		cancelSignals: createSignals(signals, cancelledCommands),
		agentRuns: createWireAgentRuns({ bus, addressOf: fleet.addressOf }),
		meter: createCommandMeter(metrics),
		pollSeconds: 1,
		maxWaiting: 1000,
	});
	metrics.gauge(
		"commands_running",
		"Commands that are running now.",
		[],
		() => commands.running,
	);
	return commands;
}
