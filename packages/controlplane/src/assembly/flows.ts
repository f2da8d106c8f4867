import { outputUrl } from "../doors/api/output-url.ts";
import { createSinkDoors } from "../doors/sinks/create-sink-doors.ts";
import { createActionsFlow } from "../flows/actions/actions.wiring.ts";
import { createCommandOutputs } from "../flows/commands/command-outputs.wiring.ts";
import { createCommands } from "../flows/commands/commands.wiring.ts";
import type { Commands } from "../flows/commands/index.ts";
import { closeLostCommands } from "../flows/commands/reply/close-lost-commands.job.ts";
import {
	consoleReplies,
	createReplies,
} from "../flows/commands/reply/replies.ts";
import type { NoticesFlow } from "../flows/notices/index.ts";
import { createNoticesFlow } from "../flows/notices/notices.wiring.ts";
import type { FindOrganisationSecret } from "../rooms/catalog/index.ts";
import type { Settings } from "../settings.ts";
import type { BusParts } from "./bus.ts";
import type { ProcessParts } from "./process-parts.ts";
import type { Rooms } from "./rooms.ts";
import type { Store } from "./store.ts";

export interface Flows {
	readonly commands: Commands;
	readonly notices: NoticesFlow;
	readonly actions: ReturnType<typeof createActionsFlow>;
}

/** The flows over the rooms. */
export async function createFlows(
	parts: ProcessParts,
	given: {
		readonly store: Store;
		readonly wire: Pick<BusParts, "bus">;
		readonly rooms: Rooms;
		readonly settings: Pick<
			Settings,
			"commands" | "actions" | "sinks" | "objectsDir"
		>;
		readonly findSecret: FindOrganisationSecret;
		readonly publicUrl: string;
	},
): Promise<Flows> {
	const { settings, publicUrl } = given;
	const { database, signals } = given.store;
	const { bus } = given.wire;
	const { audit, commandRecords, permissions, fleet, catalog } = given.rooms;
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
	const replies = createReplies({ doors: { console: consoleReplies }, log });
	jobs.start(closeLostCommands({ commandRecords, replies, log }));
	const commands = createCommands({
		database,
		signals,
		bus,
		audit,
		commandRecords,
		permissions,
		fleet,
		catalog,
		outputs,
		limits,
		metrics,
		clock,
		log,
		newId,
		reportError,
		processId,
		version: parts.version,
		outputUrl: (runId) => outputUrl(publicUrl, runId),
	});
	const actions = createActionsFlow({
		notices: given.rooms.notices,
		commands,
		audit,
		transact: database.transact,
		settings: settings.actions,
		clock,
		newId,
		log,
		metrics,
		processId,
	});
	const sinks = createSinkDoors({
		catalog,
		findSecret: given.findSecret,
		allow: settings.sinks.allow,
		clock,
	});
	const notices = createNoticesFlow({
		...given.rooms,
		transact: database.transact,
		// Console posts are read where they are stored.
		doors: { console: "stored", ...sinks },
		actions,
		clock,
		newId,
		log,
		metrics,
	});
	return { commands, notices, actions };
}
