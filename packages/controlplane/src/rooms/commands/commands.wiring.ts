import type { Clock, Log } from "@quarterdeck/runtime";
import type { Database } from "../../plumbing/postgres/index.ts";
import type { Audit } from "../audit/index.ts";
import { closeCommand, closeRun } from "./close-command.ts";
import {
	closeLostCommands,
	type LostCommandsDeps,
} from "./close-lost-commands.ts";
import type { CommandRecords } from "./command-records.ts";
import { createPgCommandStore } from "./command-store.pg.ts";
import { listCommands } from "./list-commands.ts";
import { createPgLivingProcesses } from "./living-processes.pg.ts";
import { openCommand } from "./open-command.ts";

/** The room over any store. */
export function assembleCommandRecords(deps: LostCommandsDeps): CommandRecords {
	const { commandStore } = deps;
	return {
		openCommand: (tx, request) => openCommand(deps, tx, request),
		closeRun: (tx, key, result) => closeRun(deps, tx, key, result),
		closeCommand: (tx, key, result) => closeCommand(deps, tx, key, result),
		findCommand: (organisationId, commandId) =>
			commandStore.find(organisationId, commandId),
		findOrigin: (organisationId, of) =>
			commandStore.findOrigin(organisationId, of),
		findMessages: (organisationId, runIds, reader) =>
			commandStore.findMessages(organisationId, runIds, reader),
		listCommands: (organisationId, filter, page) =>
			listCommands(deps, organisationId, filter, page),
		countCommands: (organisationId, range, stretchSeconds) =>
			commandStore.countCommands(organisationId, range, stretchSeconds),
		slowestRuns: (organisationId, range, most) =>
			commandStore.slowestRuns(organisationId, range, most),
		closeLostCommands: (onLost) => closeLostCommands(deps, onLost),
	};
}

/** The room over PostgreSQL. */
export function createCommandRecords(deps: {
	readonly database: Database;
	readonly audit: Audit;
	readonly clock: Clock;
	readonly log: Log;
}): CommandRecords {
	const { database, audit, clock, log } = deps;
	return assembleCommandRecords({
		audit,
		clock,
		log,
		commandStore: createPgCommandStore(database),
		processes: createPgLivingProcesses({ database, clock }),
		transact: database.transact,
	});
}
