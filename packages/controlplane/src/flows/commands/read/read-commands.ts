import type {
	CommandId,
	Message,
	Page,
	PageRequest,
	RunId,
} from "@quarterdeck/contract";
import { readableChannels } from "../../../rooms/catalog/index.ts";
import type {
	CommandFilter,
	CommandRecord,
	CommandRecords,
	FigureRange,
} from "../../../rooms/commands/index.ts";
import { type Caller, checkMay } from "../../../rooms/permissions/index.ts";
import type { CommandOutputs, OutputSlice } from "../run/command-outputs.ts";
import {
	findReadable,
	type MayReadDeps,
	mayReadCommand,
} from "./may-read-command.ts";

export interface ReadDeps extends MayReadDeps {
	readonly commandRecords: Pick<
		CommandRecords,
		| "findCommand"
		| "findOrigin"
		| "findMessages"
		| "listCommands"
		| "countCommands"
		| "slowestRuns"
	>;
	readonly outputs: Pick<CommandOutputs, "open">;
}

/** The command, or undefined when there is none or it is closed to them. @throws AppError NOT_ALLOWED. */
export async function readCommand(
	deps: ReadDeps,
	caller: Caller,
	commandId: CommandId,
): Promise<CommandRecord | undefined> {
	await checkMay(deps, caller, "command.read");
	const found = await deps.commandRecords.findCommand(
		caller.organisationId,
		commandId,
	);
	return found && (await mayReadCommand(deps, caller, found))
		? found
		: undefined;
}

/** Commands they may read, newest first. @throws AppError NOT_ALLOWED, INPUT_INVALID when the cursor is not one of ours. */
export async function listReadableCommands(
	deps: ReadDeps,
	caller: Caller,
	filter: Omit<CommandFilter, "readable">,
	page: PageRequest,
): Promise<Page<CommandRecord>> {
	await checkMay(deps, caller, "command.read");
	return deps.commandRecords.listCommands(
		caller.organisationId,
		{ ...filter, readable: await readableBy(deps, caller) },
		page,
	);
}

/** What they may read of others, and that they may read their own. */
export async function readableBy(
	deps: Pick<ReadDeps, "catalog" | "permissions">,
	caller: Caller,
): Promise<FigureRange["readable"]> {
	const { configuration } = await deps.catalog.currentConfiguration(
		caller.organisationId,
	);
	return {
		channels: await readableChannels(deps, caller, configuration),
		email: caller.actor.email,
	};
}

/** The kept output of a run, or undefined when there is none or its command is closed to them. @throws AppError NOT_ALLOWED. */
export async function openReadableOutput(
	deps: ReadDeps,
	caller: Caller,
	runId: RunId,
	range?: Parameters<CommandOutputs["open"]>[2],
): Promise<OutputSlice | undefined> {
	if (!(await findReadable(deps, caller, { runId }))) return undefined;
	return deps.outputs.open(caller.organisationId, runId, range);
}

/**
 * What plugins answered beside their output in runs whose commands they were shown; a message that is only for who said the command is
 * left out for others. @throws AppError NOT_ALLOWED.
 */
export async function readMessages(
	deps: ReadDeps,
	caller: Caller,
	runIds: readonly RunId[],
): Promise<ReadonlyMap<RunId, Message>> {
	await checkMay(deps, caller, "command.read");
	return deps.commandRecords.findMessages(
		caller.organisationId,
		runIds,
		caller.actor.personId,
	);
}
