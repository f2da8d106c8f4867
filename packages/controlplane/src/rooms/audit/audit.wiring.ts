import type { OrganisationId } from "@quarterdeck/contract";
import type { Clock, Log, NewId, Signals } from "@quarterdeck/runtime";
import {
	type ChangeSignals,
	createSignals,
	type Database,
} from "../../plumbing/postgres/index.ts";
import type { Audit } from "./audit.ts";
import { createPgAuditStore } from "./audit-store.pg.ts";
import { createPgClusterIndex } from "./cluster-index.pg.ts";
import { everySignedHead } from "./every-signed-head.ts";
import { exportRecords } from "./export-records.ts";
import { createFollowRecords } from "./follow-records.ts";
import { grownChains } from "./grown-chains.ts";
import type { HeadCopies } from "./head-copies.ts";
import { findNumberedRecord, findRecord, listRecords } from "./list-records.ts";
import { lockChain } from "./lock-chain.ts";
import {
	type RecordDeps,
	recordEvent,
	recordEventOnce,
} from "./record-event.ts";
import { type SignHeadsDeps, signHeads } from "./sign-heads.ts";
import { createHeadSigner, type HeadSigner } from "./signed-head.ts";
import { createPgSignedHeads } from "./signed-heads.pg.ts";
import { type VerifyChainDeps, verifyChain } from "./verify-chain.ts";
import { whyNotHeld } from "./why-not-held.ts";

export { createAgentHeads, type HeadWitness } from "./agent-heads.wire.ts";

/** The room over any stores; records can be followed where `signals` are given, heads be signed where a signer is. */
export function assembleAudit(
	deps: RecordDeps &
		Omit<VerifyChainDeps, "publicKey"> &
		Omit<SignHeadsDeps, "headSigner" | "headCopies"> & {
			readonly signals?: Pick<Signals<OrganisationId>, "follow">;
			readonly headSigner?: HeadSigner | undefined;
			readonly headCopies?: readonly HeadCopies[];
		},
): Audit {
	const { signals, headSigner, headCopies = [] } = deps;
	const publicKey = headSigner?.publicKey;
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
		findNumberedRecord: (organisationId, seq) =>
			findNumberedRecord(deps, organisationId, seq),
		followRecords,
		exportRecords: (request) => exportRecords(deps, request),
		verifyChain: (organisationId, options) =>
			verifyChain({ ...deps, publicKey }, organisationId, options),
		whyNotHeld: (organisationId, noted) =>
			whyNotHeld(deps, organisationId, noted),
		signHeads: headSigner
			? (options) => signHeads({ ...deps, headSigner, headCopies }, options)
			: refuseToSign,
		newestSignedHead: (organisationId) =>
			deps.signedHeads.newest(organisationId),
		signedHeads: (organisationId, upToSeq) =>
			everySignedHead(deps.signedHeads, organisationId, upToSeq),
		headKey: publicKey,
	};
}

async function refuseToFollow(): Promise<never> {
	throw new TypeError("this audit was made without signals");
}

async function refuseToSign(): Promise<never> {
	throw new TypeError("this audit was made without a key");
}

/** The room over PostgreSQL. */
export function createAudit(deps: {
	readonly database: Database;
	/** 32 secret bytes, of this purpose alone, that the database does not hold. */
	readonly headKey?: Uint8Array;
	readonly headCopies?: readonly HeadCopies[];
	readonly signals?: ChangeSignals;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly log: Log;
}): Audit {
	const { database, signals, clock, newId, log, headKey } = deps;
	return assembleAudit({
		clock,
		newId,
		log,
		...(signals ? { signals: createSignals(signals, grownChains) } : {}),
		auditStore: createPgAuditStore(database),
		signedHeads: createPgSignedHeads(database),
		clusterIndex: createPgClusterIndex(database),
		headSigner: headKey && createHeadSigner(headKey),
		headCopies: deps.headCopies ?? [],
		transact: database.transact,
	});
}
