import { outputUrl } from "../doors/api/output-url.ts";
import { createWireAgentRuns } from "../flows/commands/agent-runs.wire.ts";
import { cancelledCommands } from "../flows/commands/cancel-signals.ts";
import { closeLostCommands } from "../flows/commands/close-lost-commands.job.ts";
import { createCommandFeeds } from "../flows/commands/command-feed.ts";
import { createCommandOutputs } from "../flows/commands/command-outputs.wiring.ts";
import { createCommandMeter } from "../flows/commands/create-command-meter.ts";
import { createCommands } from "../flows/commands/create-commands.ts";
import type { CommandOutputs, Commands } from "../flows/commands/index.ts";
import { createLiveChannels } from "../flows/commands/live-channels.ts";
import { createRateLimit } from "../flows/commands/rate-limit.ts";
import { createSignals } from "../plumbing/postgres/index.ts";
import type { Settings } from "../settings.ts";
import type { BusParts } from "./bus.ts";
import type { ProcessParts } from "./process-parts.ts";
import type { Rooms } from "./rooms.ts";
import type { Store } from "./store.ts";

export interface Flows {
	readonly commands: Commands;
	readonly outputs: CommandOutputs;
}

/** The flows over the rooms. */
export async function createFlows(
	parts: ProcessParts,
	given: {
		readonly store: Store;
		readonly wire: Pick<BusParts, "bus">;
		readonly rooms: Rooms;
		readonly settings: Pick<Settings, "commands" | "objectsDir">;
		readonly publicUrl: string;
	},
): Promise<Flows> {
	const { settings, publicUrl } = given;
	const { database, signals } = given.store;
	const { bus } = given.wire;
	const { audit, commandRecords, fleet, catalog } = given.rooms;
	const { processId, clock, log, newId, reportError, metrics, jobs, health } =
		parts;
	const limits = settings.commands;
	const outputs = await createCommandOutputs({
		objectsDir: settings.objectsDir,
		keepSeconds: limits.keepOutputDays * 86_400,
		clock,
	});
	jobs.start(outputs.sweep);
	health.part("objects", () => outputs.check());
	jobs.start(closeLostCommands({ commandRecords, log }));
	const commands = createCommands({
		audit,
		commandRecords,
		fleet,
		catalog,
		outputs,
		agentRuns: createWireAgentRuns({ bus, addressOf: fleet.addressOf }),
		cancelSignals: createSignals(signals, cancelledCommands),
		feeds: createCommandFeeds({
			clock,
			maxBytes: limits.feedBytes,
			keepSeconds: 600,
		}),
		liveChannels: createLiveChannels({ clock }),
		rateLimit: createRateLimit({ clock, perSecond: limits.perSecond }),
		meter: createCommandMeter(metrics),
		outputUrl: (runId) => outputUrl(publicUrl, runId),
		transact: database.transact,
		processId,
		version: parts.version,
		clock,
		log,
		newId,
		reportError,
		lookEverySeconds: 1,
		defaultTimeoutSeconds: limits.defaultTimeoutSeconds,
		maxTimeoutSeconds: limits.maxTimeoutSeconds,
		silentAfterSeconds: limits.silentAfterSeconds,
		inlineBytes: limits.inlineBytes,
		parallelRuns: limits.parallelRuns,
		maxRunning: limits.maxRunning,
		graceSeconds: limits.graceSeconds,
	});
	metrics.gauge(
		"commands_running",
		"Commands that are running now.",
		[],
		() => commands.running,
	);
	return { commands, outputs };
}
