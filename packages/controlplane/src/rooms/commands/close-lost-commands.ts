import { AppError, errorBody, type ProcessId } from "@quarterdeck/contract";
import type { Log, Transact, Transaction } from "@quarterdeck/runtime";
import { closeCommand } from "./close-command.ts";
import type { CommandKey, CommandRecord } from "./command-record.ts";
import type { LivingProcesses } from "./living-processes.ts";
import type { CommandDeps } from "./open-command.ts";

export interface LostCommandsDeps extends CommandDeps {
	readonly transact: Transact;
	readonly processes: LivingProcesses;
	readonly log: Log;
}

/** Called within the transaction that closes a command as lost, once for each: if it throws, the command stays open. */
export type OnLost = (tx: Transaction, record: CommandRecord) => Promise<void>;

const batchSize = 200;

/**
 * Closes the commands whose process is dead as lost, each with its audit record and with `onLost`, in a transaction of its own. May run
 * on many replicas at once and be killed at any moment: the first close of a command wins. One that cannot be closed keeps no other
 * waiting; the next call tries it again.
 * @returns the commands this call closed.
 */
export async function closeLostCommands(
	deps: LostCommandsDeps,
	onLost: OnLost,
): Promise<readonly CommandRecord[]> {
	const lost: CommandRecord[] = [];
	for (const processId of await deps.commandStore.owners()) {
		if (await deps.processes.isProcessAlive(processId)) continue;
		lost.push(...(await closeCommandsOf(deps, processId, onLost)));
	}
	return lost;
}

async function closeCommandsOf(
	deps: LostCommandsDeps,
	processId: ProcessId,
	onLost: OnLost,
): Promise<CommandRecord[]> {
	const lost: CommandRecord[] = [];
	for (;;) {
		const batch = await deps.commandStore.runningOf(processId, batchSize);
		const before = lost.length;
		for (const { organisationId, id } of batch) {
			const record = await tryToClose(
				deps,
				{ organisationId, commandId: id },
				onLost,
			);
			if (record) lost.push(record);
		}
		if (batch.length < batchSize || lost.length === before) break;
	}
	if (lost.length > 0)
		deps.log.warn("commands of a dead process were closed as lost", {
			processId,
			count: lost.length,
		});
	return lost;
}

async function tryToClose(
	deps: LostCommandsDeps,
	key: CommandKey,
	onLost: OnLost,
): Promise<CommandRecord | undefined> {
	try {
		return await closeLost(deps, key, onLost);
	} catch (error) {
		deps.log.warn("a lost command was not closed", { ...key, error });
		return undefined;
	}
}

function closeLost(
	deps: LostCommandsDeps,
	key: CommandKey,
	onLost: OnLost,
): Promise<CommandRecord | undefined> {
	return deps.transact(async (tx) => {
		const { organisationId, commandId } = key;
		const known = await deps.commandStore.find(organisationId, commandId, tx);
		const cluster =
			known?.runs
				.filter((run) => run.state === "running")
				.map((run) => run.clusterName)
				.join(", ") || "no cluster";
		const { record, closed } = await closeCommand(deps, tx, key, {
			state: "lost",
			error: errorBody(new AppError("COMMAND_LOST", { cluster })),
		});
		if (!closed) return undefined;
		await onLost(tx, record);
		return record;
	});
}
