import { AppError, type CommandId, type RunId } from "@quarterdeck/contract";
import { type Catalog, mayReadChannel } from "../../../rooms/catalog/index.ts";
import type {
	CommandOrigin,
	CommandRecords,
} from "../../../rooms/commands/index.ts";
import {
	type Caller,
	checkMay,
	type Permissions,
} from "../../../rooms/permissions/index.ts";

/*
 * Who may read a command and what came of it, for every door: whoever said it, and whoever may read in its channel as the configuration
 * stands now. A channel that is not in the configuration any more is closed to everybody but those who spoke there. The audit names the
 * command all the same, because the audit is the organisation's.
 */

export interface MayReadDeps {
	readonly catalog: Pick<Catalog, "currentConfiguration">;
	readonly permissions: Permissions;
	readonly commandRecords: Pick<CommandRecords, "findOrigin">;
}

/** Whether they may read a command that was said there and by them. */
export async function mayReadCommand(
	deps: Pick<MayReadDeps, "catalog" | "permissions">,
	caller: Caller,
	{ email, conversation }: CommandOrigin,
): Promise<boolean> {
	if (!(await mayReadAny(deps, caller))) return false;
	if (email === caller.actor.email) return true;
	const { configuration } = await deps.catalog.currentConfiguration(
		caller.organisationId,
	);
	return mayReadChannel(deps, caller, configuration, conversation);
}

/** Refuses who may not read the command. @throws AppError NOT_ALLOWED, COMMAND_NOT_FOUND also for a command that is closed to them. */
export async function requireReadable(
	deps: MayReadDeps,
	caller: Caller,
	commandId: CommandId,
): Promise<void> {
	if (!(await findReadable(deps, caller, { commandId })))
		throw new AppError("COMMAND_NOT_FOUND", { command: commandId });
}

/** Where and by whom a command, or the command of a run, was said; undefined when there is none or it is closed to them. @throws AppError NOT_ALLOWED. */
export async function findReadable(
	deps: MayReadDeps,
	caller: Caller,
	key: { readonly commandId: CommandId } | { readonly runId: RunId },
): Promise<CommandOrigin | undefined> {
	await checkMay(deps, caller, "command.read");
	const { organisationId } = caller;
	const origin = await deps.commandRecords.findOrigin(organisationId, key);
	return origin && (await mayReadCommand(deps, caller, origin))
		? origin
		: undefined;
}

/** Whether they may read commands at all: a token may be good for running only. */
export async function mayReadAny(
	{ permissions }: Pick<MayReadDeps, "permissions">,
	caller: Caller,
): Promise<boolean> {
	const { organisationId } = caller;
	const organisation = { kind: "organisation", organisationId } as const;
	const decision = await permissions.decide(
		caller,
		"command.read",
		organisation,
	);
	return decision.allowed;
}
