import type { OrganisationId, ProcessId } from "@quarterdeck/contract";
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
	acknowledgedLosses,
	acknowledgeLostHead,
	isCovered,
	type LostHeadsDeps,
	noteLostHead,
	openLostHeads,
} from "./lost-heads.ts";
import { newestOwnHead } from "./own-heads.ts";
import {
	type RecordDeps,
	recordEvent,
	recordEventOnce,
} from "./record-event.ts";
import { type SignHeadsDeps, signHeads } from "./sign-heads.ts";
import {
	createHeadSigner,
	type HeadSigner,
	isSignatureValid,
	type SignedHead,
} from "./signed-head.ts";
import { createPgSignedHeads } from "./signed-heads.pg.ts";
import type { SignedHeads } from "./signed-heads.ts";
import { type VerifyChainDeps, verifyChain } from "./verify-chain.ts";
import { createHeadWatch } from "./watch-heads.ts";
import { whyNotHeld } from "./why-not-held.ts";

export { createAgentHeads, type HeadWitness } from "./agent-heads.wire.ts";

/** The room over any stores; records can be followed where `signals` are given, heads be signed where a signer is. */
export function assembleAudit(
	deps: RecordDeps &
		Omit<VerifyChainDeps, "publicKey" | "acknowledgedLosses"> &
		Pick<SignHeadsDeps, "signedHeads" | "transact" | "clock" | "log"> & {
			readonly processId?: ProcessId | undefined;
			readonly signals?: Pick<Signals<OrganisationId>, "follow">;
			readonly headSigner?: HeadSigner | undefined;
			readonly headCopies?: readonly HeadCopies[];
		},
): Audit {
	const { signals, headSigner, headCopies = [] } = deps;
	const publicKey = headSigner?.publicKey;
	const processId = deps.processId ?? deps.newId("process");
	const losses: LostHeadsDeps = { ...deps, processId };
	const lastSigned = new Map<string, SignedHead>();
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
			verifyChain(
				{
					...deps,
					publicKey,
					acknowledgedLosses: () => acknowledgedLosses(losses, organisationId),
				},
				organisationId,
				options,
			),
		whyNotHeld: (organisationId, noted) =>
			whyNotHeld(deps, organisationId, noted),
		signHeads: headSigner
			? (options) =>
					signHeads(
						{
							...deps,
							headSigner,
							headCopies,
							lastSigned,
							whyNotHeld: (head) =>
								whyNotHeld(deps, head.organisationId as OrganisationId, head),
							noteLostHead: (head) => noteLostHead(losses, head),
						},
						options,
					)
			: refuseToSign,
		newestSignedHead: (organisationId) =>
			newestOwnHead(deps.signedHeads, publicKey, organisationId),
		noteLostHead: (head, cluster) => noteLostHead(losses, head, cluster),
		openLostHeads: (organisationId) => openLostHeads(losses, organisationId),
		acknowledgeLostHead: (given) => acknowledgeLostHead(losses, given),
		watchHeads(metrics) {
			if (publicKey === undefined) return refuseToWatch();
			return createHeadWatch({
				...deps,
				publicKey,
				metrics,
				openLostHeads: (organisationId) =>
					openLostHeads(losses, organisationId),
			});
		},
		signedHeads: (organisationId, upToSeq) =>
			provedHeads(losses, deps.signedHeads, organisationId, upToSeq),
		headKey: publicKey,
	};
}

async function refuseToFollow(): Promise<never> {
	throw new TypeError("this audit was made without signals");
}

/** What an export may hold: a row whose signature is wrong proves nothing, and would spoil the file. */
async function* provedHeads(
	losses: LostHeadsDeps,
	signedHeads: SignedHeads,
	organisationId: OrganisationId,
	upToSeq: number,
): AsyncGenerator<readonly SignedHead[]> {
	const known = await acknowledgedLosses(losses, organisationId);
	for await (const heads of everySignedHead(
		signedHeads,
		organisationId,
		0,
		upToSeq,
	))
		yield heads.filter(
			(head) => isSignatureValid(head) && !isCovered(known, head),
		);
}

function refuseToWatch(): never {
	throw new TypeError("this audit was made without a key");
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
	/** Who records what the process finds by itself. */
	readonly processId?: ProcessId;
}): Audit {
	const { database, signals, clock, newId, log, headKey } = deps;
	return assembleAudit({
		processId: deps.processId,
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
