import { AppError } from "@quarterdeck/contract";
import type { Clock, Transaction } from "@quarterdeck/runtime";
import { type Audit, type AuditWho, storableText } from "../audit/index.ts";
import type {
	CommandRecord,
	CommandRun,
	OpenCommand,
	OpenRun,
} from "./command-record.ts";
import type { CommandStore } from "./command-store.ts";
import { redactText, redactWords } from "./redact/redact-words.ts";

export interface CommandDeps {
	readonly audit: Pick<Audit, "lockChain" | "recordEvent">;
	readonly commandStore: CommandStore;
	readonly clock: Clock;
}

export interface OpenedCommand {
	readonly record: CommandRecord;
	/** True when the same person said the same before under this id: nothing must be run again. */
	readonly repeated: boolean;
}

/**
 * Opens the record of a command, with the clusters it goes to, before any order leaves. Whoever opens has the chain's head locked, so
 * of many that open the same id at once one does, and the others find it.
 * @throws AppError COMMAND_REPEATED when the id was used for other words, by another person or elsewhere.
 */
export async function openCommand(
	deps: CommandDeps,
	tx: Transaction,
	request: OpenCommand,
): Promise<OpenedCommand> {
	const { organisationId, id } = request;
	const record = newRecord(request, deps.clock.now());
	const lockKnown = () => deps.commandStore.lock(tx, organisationId, id);
	const [chain, early] = await Promise.all([
		deps.audit.lockChain(tx, organisationId),
		lockKnown(),
	]);
	const known = chain.isFresh ? await lockKnown() : early;
	if (known) return repeatedCommand(known, record);
	deps.commandStore.insert(tx, record);
	chain.append({
		organisationId,
		code: "command.run",
		who: callerOf(record),
		outcome: "opened",
		subjectId: record.id,
		channel: record.conversation.channel,
		processId: record.processId,
		facts: {
			platform: record.conversation.platform,
			text: record.text.slice(0, 4096),
			...(record.input
				? {
						inputBytes: record.input.bytes,
						inputDigest: record.input.digest,
					}
				: {}),
		},
	});
	return { record, repeated: false };
}

/** Who said a command, as the audit names them. */
export function callerOf(record: CommandRecord): AuditWho {
	if (record.automation !== undefined)
		return {
			kind: "automation",
			action: record.automation,
			name: record.email,
		};
	return {
		kind: "person",
		personId: record.personId,
		email: record.email,
	};
}

function newRecord(request: OpenCommand, startedAt: Date): CommandRecord {
	return {
		id: request.id,
		organisationId: request.organisationId,
		personId: request.actor.personId,
		email: request.actor.email,
		automation: request.actor.automation,
		conversation: request.conversation,
		text: redactText(storableText(request.text)),
		words: redactWords(request.words.map(storableText)),
		input: request.input,
		state: "running",
		processId: request.processId,
		startedAt,
		endedAt: undefined,
		error: undefined,
		answer: undefined,
		runs: (request.runs ?? []).map((run) => newRun(run, startedAt)),
	};
}

function newRun(run: OpenRun, startedAt: Date): CommandRun {
	return {
		runId: run.runId,
		clusterId: run.clusterId,
		clusterName: run.clusterName,
		state: "running",
		startedAt,
		endedAt: undefined,
		exitCode: undefined,
		durationMs: undefined,
		outputBytes: 0,
		incomplete: false,
		shortened: false,
		digest: undefined,
		outputKey: undefined,
		error: undefined,
		gate: undefined,
		hasMessage: false,
	};
}

function repeatedCommand(
	known: CommandRecord,
	wanted: CommandRecord,
): OpenedCommand {
	if (!sameCommand(known, wanted))
		throw new AppError("COMMAND_REPEATED", { command: wanted.id });
	return { record: known, repeated: true };
}

function sameCommand(a: CommandRecord, b: CommandRecord): boolean {
	const said = (one: CommandRecord) =>
		JSON.stringify([
			one.personId,
			one.conversation.platform,
			one.conversation.channel,
			one.conversation.threadId,
			one.text,
			one.words,
			one.input?.digest,
		]);
	return said(a) === said(b);
}
