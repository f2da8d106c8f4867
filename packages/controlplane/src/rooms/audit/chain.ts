import { createHash, randomBytes } from "node:crypto";
import type {
	AgentId,
	AuditId,
	ErrorId,
	OrganisationId,
	PersonId,
	ProcessId,
} from "@quarterdeck/contract";
import type { AuditCode } from "./audit-codes.ts";
import type {
	AuditEvent,
	AuditOutcome,
	AuditRecord,
	AuditWho,
	PublicFacts,
} from "./audit-record.ts";

/**
 * A record letter for letter as it is stored, so that the chain can be checked against the stored bytes and not against
 * what a parser made of them: the instant and the facts are text.
 */
export interface ChainEntry {
	readonly organisationId: string;
	readonly seq: number;
	readonly id: string;
	/** UTC with microseconds: `2026-01-02T03:04:05.678000Z`. */
	readonly at: string;
	readonly code: string;
	readonly outcome: string;
	readonly whoKind: string;
	readonly whoId: string;
	readonly whoEmail: string | null;
	readonly subjectId: string | null;
	/** Null stands for an array no writer of ours makes. */
	readonly clusterIds: readonly string[] | null;
	readonly clusterNames: readonly string[] | null;
	readonly channel: string | null;
	readonly processId: string | null;
	readonly durationMs: number | null;
	readonly digest: string | null;
	readonly ref: string | null;
	/** Canonical JSON. */
	readonly facts: string;
	/** 16 random bytes (hex) where what was typed may be withheld: then `factsDigest` is hashed instead of the facts. */
	readonly factsSalt: string | null;
	readonly previousHash: string;
	readonly hash: string;
}

/** The end of an organisation's chain as the head row has it. */
export interface ChainHead {
	readonly seq: number;
	readonly hash: string;
}

/** A head that a transaction has locked. */
export interface LockedHead extends ChainHead {
	/** The chain was only just begun, maybe by another: what was read while this was locked may be older than the lock. */
	readonly isFresh?: boolean;
}

/** What the first record stands on. */
export const chainStart: ChainHead = { seq: 0, hash: "0".repeat(64) };

/**
 * The hash of an entry: SHA-256 (hex) over the previous hash (64 hex characters) followed by the canonical JSON of all other
 * fields of `ChainEntry` but `hash` and `previousHash`. Canonical: keys in ascending order of UTF-16 units at every level,
 * no white space, JSON.stringify's form of strings and numbers, absent values as null. `factsSalt` is no field; where there is one,
 * `factsDigest` stands in the place of `facts`, so that the hash can be computed by whoever may not see the facts.
 */
export function entryHash(entry: Omit<ChainEntry, "hash">): string {
	const {
		previousHash,
		hash: _,
		facts,
		factsSalt,
		...fields
	} = entry as ChainEntry;
	const said =
		factsSalt === null ? { facts } : { factsDigest: factsDigest(entry) };
	return createHash("sha256")
		.update(previousHash)
		.update(canonicalJson({ ...fields, ...said }))
		.digest("hex");
}

/** SHA-256 (hex) over the salt (32 hex characters) followed by the facts. The salt keeps short commands from being guessed. */
export function factsDigest({
	factsSalt,
	facts,
}: Pick<ChainEntry, "factsSalt" | "facts">): string {
	return createHash("sha256")
		.update(factsSalt ?? "")
		.update(facts)
		.digest("hex");
}

/** JSON with its keys sorted at every level; undefined members are left out. */
export function canonicalJson(value: unknown): string {
	if (Array.isArray(value))
		return `[${value.map((item) => canonicalJson(item)).join(",")}]`;
	if (typeof value !== "object" || value === null)
		return JSON.stringify(value) ?? "null";
	const members = Object.entries(value)
		.filter(([, member]) => member !== undefined)
		.sort(([a], [b]) => (a < b ? -1 : 1))
		.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
	return `{${members.join(",")}}`;
}

/** The entry that follows `head`. */
export function nextEntry(
	head: ChainHead,
	event: AuditEvent,
	made: { readonly id: AuditId; readonly at: Date },
): ChainEntry {
	const isSaid = event.channel !== undefined;
	const { digest } = event;
	const facts = {
		...event.facts,
		// A short output is guessed from its digest: it is withheld with the words, and shown where `recordOf` finds it.
		...(isSaid && digest !== undefined && { outputDigest: digest }),
	};
	const fields = {
		organisationId: event.organisationId,
		seq: head.seq + 1,
		id: made.id,
		at: `${made.at.toISOString().slice(0, -1)}000Z`,
		code: event.code,
		outcome: event.outcome,
		...whoFields(event.who),
		subjectId: storable(event.subjectId),
		clusterIds: (event.clusters ?? []).map((cluster) => cluster.id ?? ""),
		clusterNames: (event.clusters ?? []).map((c) => storableText(c.name)),
		channel: storable(event.channel),
		processId: event.processId ?? null,
		durationMs:
			event.durationMs === undefined ? null : Math.round(event.durationMs),
		digest: isSaid ? null : (digest ?? null),
		ref: event.ref ?? null,
		facts: canonicalJson(plainFacts(facts)),
		// Only what was said in a channel is ever withheld.
		factsSalt: isSaid ? randomBytes(16).toString("hex") : null,
		previousHash: head.hash,
	};
	return { ...fields, hash: entryHash(fields) };
}

function whoFields(
	who: AuditWho,
): Pick<ChainEntry, "whoKind" | "whoId" | "whoEmail"> {
	if (who.kind === "person")
		return {
			whoKind: "person",
			whoId: who.personId,
			whoEmail: storableText(who.email),
		};
	if (who.kind === "automation")
		return {
			whoKind: "automation",
			whoId: storableText(who.action),
			whoEmail: storableText(who.name),
		};
	const whoId = who.kind === "agent" ? who.agentId : who.processId;
	return { whoKind: who.kind, whoId, whoEmail: null };
}

/** PostgreSQL's text holds no NUL and UTF-8 no lone surrogate; what was typed is made storable before it is hashed. */
export function storableText(text: string): string {
	return text.replaceAll("\0", "\uFFFD").toWellFormed();
}

function storable(text: string | undefined): string | null {
	return text === undefined ? null : storableText(text);
}

function plainFacts(facts: PublicFacts): PublicFacts {
	return Object.fromEntries(
		Object.entries(facts).map(([name, value]) => [
			storableText(name),
			typeof value === "string"
				? storableText(value)
				: Array.isArray(value)
					? value.map((item: string) => storableText(item))
					: value,
		]),
	) as PublicFacts;
}

/** The record a stored entry stands for. */
export function recordOf(entry: ChainEntry): AuditRecord {
	const { outputDigest, ...facts } = readFacts(entry.facts);
	return {
		id: entry.id as AuditId,
		organisationId: entry.organisationId as OrganisationId,
		seq: entry.seq,
		at: new Date(entry.at),
		code: entry.code as AuditCode,
		outcome: entry.outcome as AuditOutcome,
		who: whoOf(entry),
		subjectId: entry.subjectId ?? undefined,
		clusterIds: entry.clusterIds ?? [],
		clusterNames: entry.clusterNames ?? [],
		channel: entry.channel ?? undefined,
		processId: (entry.processId ?? undefined) as ProcessId | undefined,
		durationMs: entry.durationMs ?? undefined,
		digest: entry.digest ?? (outputDigest as string | undefined),
		ref: (entry.ref ?? undefined) as ErrorId | undefined,
		facts,
		previousHash: entry.previousHash,
		hash: entry.hash,
	};
}

/** A record that somebody tampered with must still be shown: whoever owns the database may have written any text there. */
function readFacts(text: string): PublicFacts {
	const unreadable = { unreadable: true };
	try {
		const read: unknown = JSON.parse(text);
		const isFacts =
			typeof read === "object" && read !== null && !Array.isArray(read);
		return isFacts ? (read as PublicFacts) : unreadable;
	} catch {
		return unreadable;
	}
}

function whoOf(entry: ChainEntry): AuditWho {
	if (entry.whoKind === "agent")
		return { kind: "agent", agentId: entry.whoId as AgentId };
	if (entry.whoKind === "process")
		return { kind: "process", processId: entry.whoId as ProcessId };
	if (entry.whoKind === "automation")
		return {
			kind: "automation",
			action: entry.whoId,
			name: entry.whoEmail ?? "",
		};
	return {
		kind: "person",
		personId: entry.whoId as PersonId,
		email: entry.whoEmail ?? "",
	};
}
