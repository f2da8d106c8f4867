import {
	AppError,
	type OrganisationId,
	type ProcessId,
} from "@quarterdeck/contract";
import type { Log, Transact } from "@quarterdeck/runtime";
import type { AuditCode } from "./audit-codes.ts";
import type { AuditRecord, AuditWho } from "./audit-record.ts";
import type { ChainHead } from "./chain.ts";
import { everySignedHead } from "./every-signed-head.ts";
import { listRecords } from "./list-records.ts";
import { isOwnHead } from "./own-heads.ts";
import {
	type RecordDeps,
	recordEvent,
	recordEventOnce,
} from "./record-event.ts";
import {
	type AcknowledgedLoss,
	type HeadSigner,
	isAcknowledgementValid,
	type SignedHead,
} from "./signed-head.ts";
import type { SignedHeads } from "./signed-heads.ts";
import { whyNotHeld } from "./why-not-held.ts";

/*
 * A head that was signed and that the chain holds no more proves that somebody took records away. That is written into the chain, so
 * that it is known after every process was restarted, and stays open until the owner acknowledged it:
 *
 *   (found by an agent's copy, a row, or a process) ──► audit.head-lost ──► audit.head-loss-acknowledged
 *
 * Who owns the database can cut off these records too; then the agents, which keep the head, tell again. An acknowledgement is signed
 * with the key of heads, because otherwise they would write one themselves.
 */

/** A head that was signed and is no longer of the chain. */
export interface LostHead extends ChainHead {
	/** When it was signed: UTC with milliseconds. */
	readonly at: string;
	/** When the loss was recorded first. */
	readonly foundAt: Date;
	/** The record that says so. */
	readonly recordId: string;
}

export interface LostHeadsDeps extends RecordDeps {
	readonly signedHeads: Pick<SignedHeads, "range">;
	readonly transact: Transact;
	readonly headSigner?: HeadSigner | undefined;
	readonly processId: ProcessId;
	readonly log: Log;
}

/** What a head that somebody kept turned out to be. */
export type LossState = "open" | "acknowledged" | "unproved";

const lossCode = "audit.head-lost";
const knownCode = "audit.head-loss-acknowledged";
const subjectOf = ({ seq, hash }: ChainHead) => `${seq}:${hash}`;

/**
 * Records that the chain lost the head, once. Whoever reports it may lie, so nothing is recorded unless this installation signed the
 * head; then the state is `unproved`.
 * @param cluster whose agent kept it.
 */
export async function noteLostHead(
	deps: LostHeadsDeps,
	head: SignedHead,
	cluster?: string,
): Promise<LossState> {
	const { headSigner, processId, transact, log } = deps;
	if (!headSigner || !isOwnHead(head, headSigner.publicKey)) return "unproved";
	const organisationId = head.organisationId as OrganisationId;
	const losses = await acknowledgedLosses(deps, organisationId);
	if (isCovered(losses, head)) return "acknowledged";
	const noted = await transact((tx) =>
		recordEventOnce(deps, tx, {
			organisationId,
			code: lossCode,
			who: { kind: "process", processId },
			outcome: "failed",
			subjectId: subjectOf(head),
			...(cluster === undefined ? {} : { clusters: [{ name: cluster }] }),
			facts: { seq: head.seq, hash: head.hash, signedAt: head.at },
		}),
	);
	if (noted)
		log.error("the audit chain lost a head that was signed", {
			organisationId,
			count: head.seq,
			...(cluster === undefined ? {} : { cluster }),
		});
	return "open";
}

/** The losses of a chain that nobody acknowledged yet, the oldest first. */
export async function openLostHeads(
	deps: LostHeadsDeps,
	organisationId: OrganisationId,
): Promise<readonly LostHead[]> {
	const open = new Map<string, LostHead>();
	for await (const record of recordsOf(deps, organisationId, lossCode)) {
		const { seq, hash, signedAt: at } = record.facts;
		if (typeof seq !== "number") continue;
		if (typeof hash !== "string" || typeof at !== "string") continue;
		const found = { foundAt: record.at, recordId: record.id };
		open.set(subjectOf({ seq, hash }), { seq, hash, at, ...found });
	}
	if (open.size === 0) return [];
	const losses = await acknowledgedLosses(deps, organisationId);
	return [...open.values()]
		.filter((head) => !isCovered(losses, head))
		.reverse();
}

/**
 * Records that somebody knows of the loss and why it is in order, e.g. a backup was restored. Heads that were signed before this one and
 * are lost with it are covered.
 * @throws AppError AUDIT_HEAD_NOT_LOST when no such loss is open.
 */
export async function acknowledgeLostHead(
	deps: LostHeadsDeps,
	given: {
		readonly organisationId: OrganisationId;
		readonly head: ChainHead;
		readonly who: AuditWho;
		readonly reason: string;
	},
): Promise<AuditRecord> {
	const { organisationId, who, reason } = given;
	const subjectId = subjectOf(given.head);
	const open = await openLostHeads(deps, organisationId);
	const head = open.find((one) => subjectOf(one) === subjectId);
	if (!head || !deps.headSigner)
		throw new AppError("AUDIT_HEAD_NOT_LOST", { head: subjectId });
	const { seq, hash, at } = head;
	const from = await heldBefore(deps, organisationId, head);
	const loss = { organisationId, seq, hash, at, from };
	const proof = deps.headSigner.acknowledge(loss);
	return deps.transact((tx) =>
		recordEvent(deps, tx, {
			organisationId,
			code: knownCode,
			who,
			outcome: "succeeded",
			subjectId,
			facts: { seq, hash, signedAt: at, from, reason, proof },
		}),
	);
}

/** The number of the newest head that was signed before the lost one and that the chain still holds. */
async function heldBefore(
	{ signedHeads, headSigner, auditStore }: LostHeadsDeps,
	organisationId: OrganisationId,
	{ seq, at }: LostHead,
): Promise<number> {
	let from = 0;
	for await (const heads of everySignedHead(
		signedHeads,
		organisationId,
		0,
		seq,
	))
		for (const head of heads) {
			if (head.at >= at || !isOwnHead(head, headSigner?.publicKey)) continue;
			const reason = await whyNotHeld({ auditStore }, organisationId, head);
			if (reason === undefined) from = head.seq;
		}
	return from;
}

/** Losses that a record acknowledges that we signed; other such records may be of whoever owns the database. */
export async function acknowledgedLosses(
	deps: LostHeadsDeps,
	organisationId: OrganisationId,
): Promise<readonly AcknowledgedLoss[]> {
	const { headSigner } = deps;
	const losses: AcknowledgedLoss[] = [];
	if (!headSigner) return losses;
	for await (const { facts } of recordsOf(deps, organisationId, knownCode)) {
		const { seq, hash, signedAt: at, from, proof } = facts;
		if (typeof seq !== "number" || typeof from !== "number") continue;
		if (typeof hash !== "string" || typeof at !== "string") continue;
		if (typeof proof !== "string") continue;
		const loss = { organisationId, seq, hash, at, from };
		if (isAcknowledgementValid(loss, proof, headSigner.publicKey))
			losses.push(loss);
	}
	return losses;
}

/** Whether one of the acknowledged losses is of this head, or took it along. */
export function isCovered(
	losses: readonly AcknowledgedLoss[],
	head: Pick<SignedHead, "seq" | "hash" | "at">,
): boolean {
	return losses.some(
		({ seq, hash, at, from }) =>
			(head.seq === seq && head.hash === hash) ||
			(head.seq > from && head.seq <= seq && head.at <= at),
	);
}

async function* recordsOf(
	deps: RecordDeps,
	organisationId: OrganisationId,
	code: AuditCode,
): AsyncGenerator<AuditRecord> {
	for (let after: string | undefined; ; ) {
		const page = { first: 100, ...(after === undefined ? {} : { after }) };
		const found = await listRecords(deps, organisationId, { code }, page);
		yield* found.items;
		after = found.nextCursor;
		if (after === undefined) return;
	}
}
