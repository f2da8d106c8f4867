import { createHash } from "node:crypto";
import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AuditCode } from "./audit-codes.ts";
import type { PublicFacts } from "./audit-record.ts";
import type {
	CloseCommand,
	CloseRun,
	CommandEndState,
	CommandRecord,
} from "./command-record.ts";
import { type CommandDeps, personOf } from "./open-command.ts";
import { recordEvent } from "./record-event.ts";

/**
 * Ends one run. What the agent's gate refused during it is written into the chain as well.
 * @returns false when the run had ended before: the first end wins.
 */
export async function closeRun(
	deps: CommandDeps,
	tx: Transaction,
	close: CloseRun,
): Promise<boolean> {
	const closed = await deps.commandStore.closeRun(tx, close, deps.clock.now());
	if (closed && (close.gate?.refused ?? 0) > 0)
		await recordRefusals(deps, tx, close);
	return closed;
}

async function recordRefusals(
	deps: CommandDeps,
	tx: Transaction,
	close: CloseRun,
): Promise<void> {
	const command = await deps.commandStore.find(
		close.organisationId,
		close.commandId,
		tx,
	);
	const run = command?.runs.find((one) => one.runId === close.runId);
	if (!command || !run) return;
	const noted = (close.gate?.requests ?? []).filter((request) => request.note);
	await recordEvent(deps, tx, {
		organisationId: close.organisationId,
		code: "gate.refused",
		who: personOf(command),
		outcome: "denied",
		subjectId: command.id,
		clusters: [{ id: run.clusterId, name: run.clusterName }],
		channel: command.conversation.channel,
		facts: {
			runId: close.runId,
			refused: close.gate?.refused ?? 0,
			requests: noted
				.slice(0, 20)
				.map(({ method, path, note }) => `${method} ${path}: ${note}`),
		},
	});
}

/**
 * Ends a command and closes its audit record with clusters, duration and the digest over its runs' digests.
 * Runs that still go on are ended alike, so that nothing stays open below a closed command.
 * @returns the record and whether this call closed it; a command that had ended before is returned as it ended.
 * @throws AppError COMMAND_NOT_FOUND.
 */
export async function closeCommand(
	deps: CommandDeps,
	tx: Transaction,
	close: CloseCommand,
): Promise<{ readonly record: CommandRecord; readonly closed: boolean }> {
	const { organisationId, commandId, state, error } = close;
	const end = { state, error, endedAt: deps.clock.now() };
	const closed = await deps.commandStore.close(
		tx,
		organisationId,
		commandId,
		end,
	);
	if (closed)
		await deps.commandStore.closeOpenRuns(tx, organisationId, commandId, end);
	const record = await deps.commandStore.find(organisationId, commandId, tx);
	if (!record) throw new AppError("COMMAND_NOT_FOUND", { command: commandId });
	if (closed) await recordEnd(deps, tx, record, state);
	return { record, closed };
}

const closingCode: Record<CommandEndState, AuditCode> = {
	succeeded: "command.run",
	failed: "command.run",
	cancelled: "command.run",
	denied: "command.denied",
	lost: "command.lost",
};

async function recordEnd(
	deps: CommandDeps,
	tx: Transaction,
	record: CommandRecord,
	state: CommandEndState,
): Promise<void> {
	const endedAt = record.endedAt ?? record.startedAt;
	await recordEvent(deps, tx, {
		organisationId: record.organisationId,
		code: closingCode[state],
		who: personOf(record),
		outcome: state,
		subjectId: record.id,
		clusters: record.runs.map((run) => ({
			id: run.clusterId,
			name: run.clusterName,
		})),
		channel: record.conversation.channel,
		durationMs: Math.max(0, endedAt.getTime() - record.startedAt.getTime()),
		digest: digestOfRuns(record),
		ref: record.error?.ref,
		facts: endFacts(record),
	});
}

/** SHA-256 over `cluster name, NUL, digest, newline` of every run that has one, in the order of their names. */
export function digestOfRuns(record: CommandRecord): string | undefined {
	const lines = record.runs
		.filter((run) => run.digest !== undefined)
		.map((run) => `${run.clusterName}\0${run.digest}\n`)
		.sort();
	if (lines.length === 0) return undefined;
	return createHash("sha256").update(lines.join("")).digest("hex");
}

function endFacts(record: CommandRecord): PublicFacts {
	return {
		words: record.words.join(" ").slice(0, 4096),
		runs: record.runs
			.slice(0, 200)
			.map((run) =>
				[run.clusterName, run.state, run.exitCode ?? run.error?.code]
					.filter((part) => part !== undefined)
					.join(" "),
			),
		...(record.error ? { code: record.error.code } : {}),
	};
}
