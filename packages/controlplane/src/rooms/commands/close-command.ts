import { createHash } from "node:crypto";
import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type {
	AuditCode,
	AuditEvent,
	AuditOutcome,
	PublicFacts,
} from "../audit/index.ts";
import {
	type CommandKey,
	type CommandRecord,
	type CommandResult,
	endedCommand,
	type RunResult,
} from "./command-record.ts";
import { type CommandDeps, callerOf } from "./open-command.ts";
import { type CommandOutcome, outcomeOfCommand } from "./outcome.ts";

/**
 * Ends one run. What the agent's gate refused during it is written into the chain as well.
 * @returns false when the run had ended before: the first end wins.
 */
export async function closeRun(
	deps: CommandDeps,
	tx: Transaction,
	key: CommandKey,
	result: RunResult,
): Promise<boolean> {
	const endedAt = deps.clock.now();
	const closed = await deps.commandStore.closeRun(tx, key, result, endedAt);
	if (closed && (result.gate?.refused ?? 0) > 0)
		await recordRefusals(deps, tx, key, result);
	return closed;
}

async function recordRefusals(
	deps: CommandDeps,
	tx: Transaction,
	{ organisationId, commandId }: CommandKey,
	result: RunResult,
): Promise<void> {
	const command = await deps.commandStore.find(organisationId, commandId, tx);
	if (!command) return;
	const event = refusalsOf(command, result);
	if (event) await deps.audit.recordEvent(tx, event);
}

/** What the gate refused to a run, or undefined when it refused nothing. */
function refusalsOf(
	command: CommandRecord,
	{ runId, gate }: RunResult,
): AuditEvent | undefined {
	const run = command.runs.find((one) => one.runId === runId);
	if (!run || !gate || gate.refused === 0) return undefined;
	const { platform, channel } = command.conversation;
	return {
		organisationId: command.organisationId,
		code: "gate.refused",
		who: callerOf(command),
		outcome: "denied",
		subjectId: command.id,
		clusters: [{ id: run.clusterId, name: run.clusterName }],
		channel,
		facts: {
			platform,
			runId,
			refused: gate.refused,
			requests: gate.requests
				.filter((request) => request.note)
				.slice(0, 20)
				.map(({ method, path, note }) => `${method} ${path}: ${note}`),
		},
	};
}

/**
 * Ends a command, with its last run when that is given, and closes its audit record with clusters, duration and the digest over its
 * runs' digests. Runs that are still open are ended alike, so that nothing stays open below a closed command.
 * @returns the record and whether this call closed it; a command that had ended before is returned as it ended.
 * @throws AppError COMMAND_NOT_FOUND.
 */
export async function closeCommand(
	deps: CommandDeps,
	tx: Transaction,
	key: CommandKey,
	result: CommandResult,
): Promise<{ readonly record: CommandRecord; readonly closed: boolean }> {
	const { organisationId, commandId } = key;
	const [chain, known] = await Promise.all([
		deps.audit.lockChain(tx, organisationId),
		deps.commandStore.lock(tx, organisationId, commandId),
	]);
	if (!known) throw new AppError("COMMAND_NOT_FOUND", { command: commandId });
	if (known.state !== "running") return { record: known, closed: false };
	const endedAt = deps.clock.now();
	const record = endedCommand(known, result, endedAt);
	deps.commandStore.end(tx, key, result, endedAt);
	const refusals = result.lastRun && refusalsOf(record, result.lastRun);
	if (refusals) chain.append(refusals);
	chain.append(endOf(record));
	return { record, closed: true };
}

type ClosingOutcome = Exclude<CommandOutcome, "running">;

const closings: Readonly<
	Record<ClosingOutcome, readonly [AuditCode, AuditOutcome]>
> = {
	succeeded: ["command.run", "succeeded"],
	failed: ["command.run", "failed"],
	silent: ["command.run", "silent"],
	cancelled: ["command.run", "cancelled"],
	refused: ["command.denied", "denied"],
	"not-understood": ["command.not-understood", "not-understood"],
	lost: ["command.lost", "lost"],
};

function endOf(record: CommandRecord): AuditEvent {
	const ended = outcomeOfCommand(record);
	if (ended === "running") throw new TypeError("the command has not ended");
	const [code, outcome] = closings[ended];
	const endedAt = record.endedAt ?? record.startedAt;
	return {
		organisationId: record.organisationId,
		code,
		who: callerOf(record),
		outcome,
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
	};
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
		platform: record.conversation.platform,
		words: record.words.join(" ").slice(0, 4096),
		runs: record.runs
			.slice(0, 200)
			.map((run) =>
				[run.clusterName, run.state, run.exitCode, run.error?.code]
					.filter((part) => part !== undefined)
					.join(" "),
			),
		...(record.error ? { code: record.error.code } : {}),
	};
}
