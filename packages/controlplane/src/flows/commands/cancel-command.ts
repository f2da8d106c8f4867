import { AppError, type CommandId } from "@quarterdeck/contract";
import type { Transact } from "@quarterdeck/runtime";
import type { Audit } from "../../rooms/audit/index.ts";
import type { Catalog } from "../../rooms/catalog/index.ts";
import type {
	CommandRecord,
	CommandRecords,
} from "../../rooms/commands/index.ts";
import { type Asker, checkMay, decide } from "../../rooms/permissions/index.ts";
import type { CancelSignal } from "./cancel-signals.ts";
import { findSpokenChannel } from "./plan-command.ts";

export interface CancelDeps {
	readonly audit: Pick<Audit, "recordEvent">;
	readonly commandRecords: Pick<CommandRecords, "findCommand">;
	readonly catalog: Pick<Catalog, "currentConfiguration">;
	readonly transact: Transact;
}

/**
 * Asks for the end of a running command and records who asked; one that has ended is left as it is. What others said is cancelled
 * where the person may speak, and by nobody who may not read it.
 * @throws AppError NOT_ALLOWED, COMMAND_NOT_FOUND also for one they may not know of.
 */
export async function cancelCommand(
	deps: CancelDeps,
	asker: Asker,
	commandId: CommandId,
	stop: (signal: CancelSignal) => Promise<void>,
): Promise<CommandRecord> {
	checkMay(asker, "command.cancel");
	const { organisationId, actor } = asker;
	const record = await deps.commandRecords.findCommand(
		organisationId,
		commandId,
	);
	if (!record || !(await mayCancel(deps, asker, record)))
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
		}),
	);
	await stop({ organisationId, commandId, email: actor.email });
	return record;
}

/** Their own, whatever became of the channel; else as they may read it and speak in its channel. One that is configured no more is closed to nobody. */
async function mayCancel(
	{ catalog }: CancelDeps,
	asker: Asker,
	{ email, conversation }: CommandRecord,
): Promise<boolean> {
	const { organisationId } = asker;
	if (email === asker.actor.email) return true;
	const organisation = { kind: "organisation", organisationId } as const;
	if (!decide(asker, "command.read", organisation).allowed) return false;
	const { configuration } = await catalog.currentConfiguration(organisationId);
	const channel = findSpokenChannel(configuration, conversation);
	if (!channel) return true;
	return decide(asker, "command.cancel", {
		kind: "channel",
		organisationId,
		channel: channel.name,
		members: channel.members,
		clusterName: "",
	}).allowed;
}
