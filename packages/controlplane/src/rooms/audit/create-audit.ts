import {
	type Clock,
	createNewId,
	type Log,
	type NewId,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import type { ChangeSignals, Database } from "../../plumbing/postgres/index.ts";
import type { Audit } from "./audit.ts";
import {
	createFakeAuditStore,
	type FakeAuditStore,
} from "./audit-store.fake.ts";
import { createPgAuditStore } from "./audit-store.pg.ts";
import type { AuditStore } from "./audit-store.ts";
import { closeCommand, closeRun } from "./close-command.ts";
import {
	closeLostCommands,
	type LostCommandsDeps,
} from "./close-lost-commands.job.ts";
import { createFakeCommandStore } from "./command-store.fake.ts";
import { createPgCommandStore } from "./command-store.pg.ts";
import { exportRecords } from "./export-records.ts";
import { createFakeTransact } from "./fake-transaction.ts";
import { createFollowRecords } from "./follow-records.ts";
import { listCommands } from "./list-commands.ts";
import { findRecord, listRecords } from "./list-records.ts";
import { createFakeLivingProcesses } from "./living-processes.fake.ts";
import { createPgLivingProcesses } from "./living-processes.pg.ts";
import { openCommand } from "./open-command.ts";
import { recordEvent, recordEventOnce } from "./record-event.ts";
import { createFakeRecordSignals } from "./record-signals.fake.ts";
import { createPgRecordSignals } from "./record-signals.pg.ts";
import type { RecordSignals } from "./record-signals.ts";
import { verifyChain } from "./verify-chain.ts";

/** The room over any stores. */
export function auditOver(
	deps: LostCommandsDeps & {
		readonly auditStore: AuditStore;
		readonly signals?: RecordSignals;
	},
): Audit {
	const { signals } = deps;
	const followRecords = signals
		? createFollowRecords({ ...deps, signals })
		: hearsNothing;
	return {
		openRecord: (tx, event) =>
			recordEvent(deps, tx, { ...event, outcome: "opened" }),
		closeRecord: (tx, event) => recordEvent(deps, tx, event),
		recordEvent: (tx, event) => recordEvent(deps, tx, event),
		recordEventOnce: (tx, event) => recordEventOnce(deps, tx, event),
		listRecords: (organisationId, filter, page) =>
			listRecords(deps, organisationId, filter, page),
		findRecord: (organisationId, id) => findRecord(deps, organisationId, id),
		followRecords,
		exportRecords: (request) => exportRecords(deps, request),
		verifyChain: (organisationId, options) =>
			verifyChain(deps, organisationId, options),
		openCommand: (tx, request) => openCommand(deps, tx, request),
		closeRun: (tx, close) => closeRun(deps, tx, close),
		closeCommand: (tx, close) => closeCommand(deps, tx, close),
		findCommand: (organisationId, commandId) =>
			deps.commandStore.find(organisationId, commandId),
		findOrigin: (organisationId, of) =>
			deps.commandStore.findOrigin(organisationId, of),
		findMessages: (organisationId, runIds, reader) =>
			deps.commandStore.findMessages(organisationId, runIds, reader),
		listCommands: (organisationId, filter, page) =>
			listCommands(deps, organisationId, filter, page),
		closeLostCommands: () => closeLostCommands(deps),
	};
}

async function hearsNothing(): Promise<never> {
	throw new TypeError("this room was made without signals");
}

/** The room over PostgreSQL. Records can be followed where `signals` are given. */
export function createAudit(deps: {
	readonly database: Database;
	readonly signals?: ChangeSignals;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly log: Log;
}): Audit {
	const { database, signals, ...rest } = deps;
	return auditOver({
		...rest,
		...(signals ? { signals: createPgRecordSignals(signals) } : {}),
		auditStore: createPgAuditStore(database),
		commandStore: createPgCommandStore(database),
		processes: createPgLivingProcesses(deps),
		transact: database.transact,
	});
}

/** The room in memory. A process is dead once it is in `dead`; `store` lets a test tamper. */
export function createFakeAudit(
	given: {
		readonly clock?: Clock;
		readonly newId?: NewId;
		readonly log?: Log;
		readonly transact?: Transact;
		readonly dead?: Set<string>;
	} = {},
): Audit & { readonly store: FakeAuditStore } {
	const clock = given.clock ?? systemClock;
	const signals = createFakeRecordSignals();
	const auditStore = createFakeAuditStore(signals.tell);
	const audit = auditOver({
		auditStore,
		signals,
		commandStore: createFakeCommandStore(),
		processes: createFakeLivingProcesses(given.dead ?? new Set()),
		clock,
		newId: given.newId ?? createNewId(clock),
		log: given.log ?? silentLog,
		transact: given.transact ?? createFakeTransact(),
	});
	return { ...audit, store: auditStore };
}
