import { AppError, type CommandId } from "@quarterdeck/contract";
import { type Catalog, mayReadChannel } from "../../../rooms/catalog/index.ts";
import type {
	CommandOrigin,
	CommandRecords,
} from "../../../rooms/commands/index.ts";
import {
	type Asker,
	checkMay,
	decide,
} from "../../../rooms/permissions/index.ts";

/*
 * Who may read a command and what came of it, for every door: whoever said it, and whoever may read in its channel as the configuration
 * stands now. A channel that is not in the configuration any more is closed to everybody but those who spoke there. The audit names the
 * command all the same, because the audit is the organisation's.
 */

export interface MayReadDeps {
	readonly catalog: Pick<Catalog, "currentConfiguration">;
	readonly commandRecords: Pick<CommandRecords, "findOrigin">;
}

/** Whether they may read a command that was said there and by them. */
export async function mayReadCommand(
	{ catalog }: Pick<MayReadDeps, "catalog">,
	asker: Asker,
	{ email, conversation }: CommandOrigin,
): Promise<boolean> {
	if (!mayReadAny(asker)) return false;
	if (email === asker.actor.email) return true;
	const { configuration } = await catalog.currentConfiguration(
		asker.organisationId,
	);
	return mayReadChannel(asker, configuration, conversation);
}

/** Refuses who may not read the command. @throws AppError NOT_ALLOWED, COMMAND_NOT_FOUND also for a command that is closed to them. */
export async function requireReadable(
	deps: MayReadDeps,
	asker: Asker,
	commandId: CommandId,
): Promise<void> {
	checkMay(asker, "command.read");
	const origin = await deps.commandRecords.findOrigin(asker.organisationId, {
		commandId,
	});
	if (!origin || !(await mayReadCommand(deps, asker, origin)))
		throw new AppError("COMMAND_NOT_FOUND", { command: commandId });
}

/** Whether they may read commands at all: a token may be good for running only. */
export function mayReadAny(asker: Asker): boolean {
	const { organisationId } = asker;
	const organisation = { kind: "organisation", organisationId } as const;
	return decide(asker, "command.read", organisation).allowed;
}
