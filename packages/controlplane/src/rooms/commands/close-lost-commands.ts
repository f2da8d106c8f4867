import {
	AppError,
	type CommandId,
	errorBody,
	type OrganisationId,
	type ProcessId,
} from "@quarterdeck/contract";
import type { Log, Transact } from "@quarterdeck/runtime";
import { closeCommand } from "./close-command.ts";
import type { CommandRecord } from "./command-record.ts";
import type { LivingProcesses } from "./living-processes.ts";
import type { CommandDeps } from "./open-command.ts";

export interface LostCommandsDeps extends CommandDeps {
	readonly transact: Transact;
	readonly processes: LivingProcesses;
	readonly log: Log;
}

const batchSize = 200;

/**
 * Closes the commands whose process is dead as lost, each with its audit record. May run on many replicas at once and be
 * killed at any moment: the first close of a command wins.
 * @returns the commands this call closed.
 */
export async function closeLostCommands(
	deps: LostCommandsDeps,
): Promise<readonly CommandRecord[]> {
	const lost: CommandRecord[] = [];
	for (const processId of await deps.commandStore.owners()) {
		if (await deps.processes.isProcessAlive(processId)) continue;
		lost.push(...(await closeCommandsOf(deps, processId)));
	}
	return lost;
}

async function closeCommandsOf(
	deps: LostCommandsDeps,
	processId: ProcessId,
): Promise<CommandRecord[]> {
	const lost: CommandRecord[] = [];
	for (;;) {
		const batch = await deps.commandStore.runningOf(processId, batchSize);
		for (const command of batch) {
			const record = await closeLost(deps, command);
			if (record) lost.push(record);
		}
		if (batch.length < batchSize) break;
	}
	if (lost.length > 0)
		deps.log.warn("commands of a dead process were closed as lost", {
			processId,
			count: lost.length,
		});
	return lost;
}

async function closeLost(
	deps: LostCommandsDeps,
	command: { readonly organisationId: OrganisationId; readonly id: CommandId },
): Promise<CommandRecord | undefined> {
	return deps.transact(async (tx) => {
		const known = await deps.commandStore.find(
			command.organisationId,
			command.id,
			tx,
		);
		const cluster =
			known?.runs
				.filter((run) => run.state === "running")
				.map((run) => run.clusterName)
				.join(", ") || "no cluster";
		const { record, closed } = await closeCommand(deps, tx, {
			organisationId: command.organisationId,
			commandId: command.id,
			state: "lost",
			error: errorBody(new AppError("COMMAND_LOST", { cluster })),
		});
		return closed ? record : undefined;
	});
}
