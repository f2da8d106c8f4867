import type { OrganisationId } from "@quarterdeck/contract";
import type {
	Clock,
	Log,
	NewId,
	Signals,
	Transact,
} from "@quarterdeck/runtime";
import {
	type ChangeSignals,
	createSignals,
	type Database,
} from "../../plumbing/postgres/index.ts";
import type { Audit } from "./audit.ts";
import { createPgAuditStore } from "./audit-store.pg.ts";
import { exportRecords } from "./export-records.ts";
import { createFollowRecords } from "./follow-records.ts";
import { grownChains } from "./grown-chains.ts";
import { findRecord, listRecords } from "./list-records.ts";
import { lockChain } from "./lock-chain.ts";
import {
	type RecordDeps,
	recordEvent,
	recordEventOnce,
} from "./record-event.ts";
import { verifyChain } from "./verify-chain.ts";

/** The room over any stores; records can be followed where `signals` are given. */
export function assembleAudit(
	deps: RecordDeps & {
		readonly log: Log;
		readonly transact: Transact;
		readonly signals?: Pick<Signals<OrganisationId>, "follow">;
	},
): Audit {
	const { signals } = deps;
	const followRecords = signals
		? createFollowRecords({ ...deps, signals })
		: refuseToFollow;
	return {
		openRecord: (tx, event) =>
			recordEvent(deps, tx, { ...event, outcome: "opened" }),
		closeRecord: (tx, event) => recordEvent(deps, tx, event),
		recordEvent: (tx, event) => recordEvent(deps, tx, event),
		recordEventOnce: (tx, event) => recordEventOnce(deps, tx, event),
		lockChain: (tx, organisationId) => lockChain(deps, tx, organisationId),
		listRecords: (organisationId, filter, page) =>
			listRecords(deps, organisationId, filter, page),
		findRecord: (organisationId, id) => findRecord(deps, organisationId, id),
		followRecords,
		exportRecords: (request) => exportRecords(deps, request),
		verifyChain: (organisationId, options) =>
			verifyChain(deps, organisationId, options),
	};
}

async function refuseToFollow(): Promise<never> {
	throw new TypeError("this audit was made without signals");
}

/** The room over PostgreSQL. */
export function createAudit(deps: {
	readonly database: Database;
	readonly signals?: ChangeSignals;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly log: Log;
}): Audit {
	const { database, signals, clock, newId, log } = deps;
	return assembleAudit({
		clock,
		newId,
		log,
		...(signals ? { signals: createSignals(signals, grownChains) } : {}),
		auditStore: createPgAuditStore(database),
		transact: database.transact,
	});
}
