import {
	AppError,
	type CommandId,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { Transact } from "@quarterdeck/runtime";
import type { Audit } from "../../../rooms/audit/index.ts";
import {
	type Catalog,
	decideInChannel,
	findChannelByKey,
} from "../../../rooms/catalog/index.ts";
import type {
	CommandRecord,
	CommandRecords,
} from "../../../rooms/commands/index.ts";
import {
	type Caller,
	checkMay,
	type Permissions,
} from "../../../rooms/permissions/index.ts";
import { mayReadCommand } from "../read/may-read-command.ts";

export interface CancelDeps {
	readonly audit: Pick<Audit, "recordEvent" | "listRecords">;
	readonly commandRecords: Pick<CommandRecords, "findCommand">;
	readonly catalog: Pick<Catalog, "currentConfiguration">;
	readonly permissions: Permissions;
	readonly transact: Transact;
}

/**
 * Asks for the end of a running command and records who asked; one that has ended is left as it is. Others' commands can be cancelled by
 * whoever may read them and speak in their channel.
 * @throws AppError NOT_ALLOWED, COMMAND_NOT_FOUND also for a command that is closed to them.
 */
export async function cancelCommand(
	deps: CancelDeps,
	caller: Caller,
	commandId: CommandId,
	stop: (email: string) => Promise<void>,
): Promise<CommandRecord> {
	await checkMay(deps, caller, "command.cancel");
	const { organisationId, actor } = caller;
	const record = await deps.commandRecords.findCommand(
		organisationId,
		commandId,
	);
	if (!record || !(await mayCancel(deps, caller, record)))
		throw new AppError("COMMAND_NOT_FOUND", { command: commandId });
	if (record.state !== "running") return record;
	await deps.transact((tx) =>
		deps.audit.recordEvent(tx, {
			organisationId,
			code: "command.cancel-asked",
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			subjectId: commandId,
			channel: record.conversation.channel,
			facts: { platform: record.conversation.platform },
		}),
	);
	await stop(actor.email);
	return record;
}

/** Who asked last for the end of a command, by the committed record of it; undefined when nobody did. */
export async function findWhoCancelled(
	{ audit }: Pick<CancelDeps, "audit">,
	organisationId: OrganisationId,
	commandId: CommandId,
): Promise<string | undefined> {
	const { items } = await audit.listRecords(
		organisationId,
		{ subjectId: commandId, code: "command.cancel-asked" },
		{ first: 1 },
	);
	const who = items[0]?.who;
	return who?.kind === "person" ? who.email : undefined;
}

/** Their own, wherever it was said; else when they may read it and speak in its channel. */
async function mayCancel(
	deps: CancelDeps,
	caller: Caller,
	origin: CommandRecord,
): Promise<boolean> {
	if (origin.email === caller.actor.email) return true;
	if (!(await mayReadCommand(deps, caller, origin))) return false;
	const { configuration } = await deps.catalog.currentConfiguration(
		caller.organisationId,
	);
	const channel = findChannelByKey(configuration, origin.conversation);
	if (!channel) return false;
	return (await decideInChannel(deps, caller, "command.cancel", channel))
		.allowed;
}
