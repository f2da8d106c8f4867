import {
	AppError,
	type CommandId,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { storableText } from "./chain.ts";
import type { CommandRecord, OpenCommand, OpenRun } from "./command-record.ts";
import type { CommandStore } from "./command-store.ts";
import { type RecordDeps, recordEvent } from "./record-event.ts";

export interface CommandDeps extends RecordDeps {
	readonly commandStore: CommandStore;
}

export interface OpenedCommand {
	readonly record: CommandRecord;
	/** True when the same person said the same before under this id: nothing must be run again. */
	readonly repeated: boolean;
}

/**
 * Opens the record of a command before any decision is made about it.
 * @throws AppError COMMAND_REPEATED when the id was used for other words, by another person or elsewhere.
 */
export async function openCommand(
	deps: CommandDeps,
	tx: Transaction,
	request: OpenCommand,
): Promise<OpenedCommand> {
	const record = newRecord(request, deps.clock.now());
	if (!(await deps.commandStore.insert(tx, record)))
		return repeatedCommand(deps, tx, record);
	await recordEvent(deps, tx, {
		organisationId: request.organisationId,
		code: "command.run",
		who: personOf(record),
		outcome: "opened",
		subjectId: record.id,
		channel: record.conversation.channel,
		processId: record.processId,
		facts: {
			platform: record.conversation.platform,
			text: record.text.slice(0, 4096),
		},
	});
	return { record, repeated: false };
}

/** Notes the clusters a command goes to, before the orders leave. */
export async function openRuns(
	deps: CommandDeps,
	tx: Transaction,
	command: { readonly organisationId: OrganisationId; readonly id: CommandId },
	runs: readonly OpenRun[],
): Promise<void> {
	const startedAt = deps.clock.now();
	await deps.commandStore.insertRuns(
		tx,
		command.organisationId,
		command.id,
		runs.map((run) => ({
			runId: run.runId,
			clusterId: run.clusterId,
			clusterName: run.clusterName,
			state: "running",
			startedAt,
			endedAt: undefined,
			exitCode: undefined,
			durationMs: undefined,
			outputBytes: 0,
			truncated: false,
			digest: undefined,
			outputKey: undefined,
			error: undefined,
			gate: undefined,
		})),
	);
}

/** The person of a command, as the audit names them. */
export function personOf(record: CommandRecord) {
	return {
		kind: "person",
		personId: record.personId,
		email: record.email,
	} as const;
}

function newRecord(request: OpenCommand, startedAt: Date): CommandRecord {
	return {
		id: request.id,
		organisationId: request.organisationId,
		personId: request.actor.personId,
		email: request.actor.email,
		conversation: request.conversation,
		text: storableText(request.text),
		words: request.words.map(storableText),
		state: "running",
		processId: request.processId,
		startedAt,
		endedAt: undefined,
		error: undefined,
		runs: [],
	};
}

async function repeatedCommand(
	deps: CommandDeps,
	tx: Transaction,
	wanted: CommandRecord,
): Promise<OpenedCommand> {
	const record = await deps.commandStore.find(
		wanted.organisationId,
		wanted.id,
		tx,
	);
	if (!record || !sameCommand(record, wanted))
		throw new AppError("COMMAND_REPEATED", { command: wanted.id });
	return { record, repeated: true };
}

function sameCommand(a: CommandRecord, b: CommandRecord): boolean {
	const said = (one: CommandRecord) =>
		JSON.stringify([
			one.personId,
			one.conversation.platform,
			one.conversation.channel,
			one.text,
			one.words,
		]);
	return said(a) === said(b);
}
