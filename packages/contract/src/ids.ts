import { z } from "zod";

/** The kinds of thing that have an id; the prefix says which kind an id is of. */
export const idPrefixes = {
	organisation: "org",
	person: "per",
	account: "acc",
	session: "ses",
	invitation: "inv",
	machineToken: "mtk",
	cluster: "clu",
	agent: "agt",
	command: "cmd",
	run: "run",
	configuration: "cfg",
	joinToken: "jtk",
	rotation: "rot",
	apiToken: "tok",
	signInLink: "lnk",
	audit: "aud",
	error: "err",
	process: "prc",
	/** Of the numbers an agent gives to its events. */
	epoch: "epo",
	job: "job",
	/** A notice as it is kept; the agent names it by an id of its own. */
	notice: "ntc",
	/** What one addressee was told. */
	noticePost: "pst",
	silence: "sil",
} as const;

export type IdKind = keyof typeof idPrefixes;
export type Id<K extends IdKind> = `${(typeof idPrefixes)[K]}_${string}` & {
	readonly __id: K;
};

export type OrganisationId = Id<"organisation">;
export type PersonId = Id<"person">;
export type AccountId = Id<"account">;
export type SessionId = Id<"session">;
export type InvitationId = Id<"invitation">;
export type MachineTokenId = Id<"machineToken">;
export type ClusterId = Id<"cluster">;
export type AgentId = Id<"agent">;
export type CommandId = Id<"command">;
export type RunId = Id<"run">;
export type JoinTokenId = Id<"joinToken">;
export type ApiTokenId = Id<"apiToken">;
export type SignInLinkId = Id<"signInLink">;
export type AuditId = Id<"audit">;
export type ErrorId = Id<"error">;
export type ProcessId = Id<"process">;
export type EpochId = Id<"epoch">;
export type JobId = Id<"job">;
export type NoticeId = Id<"notice">;
export type NoticePostId = Id<"noticePost">;
export type SilenceId = Id<"silence">;

/** Crockford's alphabet in lower case: sortable, and nothing a person could misread. */
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
const bodyPattern = /^[0-9a-hjkmnp-tv-z]{26}$/;

/**
 * An id from its two ingredients: ten characters of time (milliseconds, so ids of a kind sort by age)
 * and sixteen of randomness. Pure: the caller brings both.
 * @throws RangeError when fewer than 10 random bytes are given.
 */
export function formatId<K extends IdKind>(
	kind: K,
	atMs: number,
	random: Uint8Array,
): Id<K> {
	if (random.length < 10) throw new RangeError("an id needs 10 random bytes");
	return `${idPrefixes[kind]}_${timePart(atMs)}${randomPart(random)}` as Id<K>;
}

function timePart(atMs: number): string {
	let rest = Math.floor(atMs);
	let text = "";
	for (let i = 0; i < 10; i++) {
		text = alphabet.charAt(rest % 32) + text;
		rest = Math.floor(rest / 32);
	}
	return text;
}

function randomPart(random: Uint8Array): string {
	let bits = 0n;
	for (const byte of random.subarray(0, 10)) bits = (bits << 8n) | BigInt(byte);
	let text = "";
	for (let i = 0; i < 16; i++) {
		text = alphabet.charAt(Number(bits & 31n)) + text;
		bits >>= 5n;
	}
	return text;
}

/** Whether the text is an id of this kind, letter for letter. */
export function isId<K extends IdKind>(kind: K, text: unknown): text is Id<K> {
	const prefix = `${idPrefixes[kind]}_`;
	return (
		typeof text === "string" &&
		text.startsWith(prefix) &&
		bodyPattern.test(text.slice(4))
	);
}

/** The schema of an id of this kind, for doors. */
export function idSchema<K extends IdKind>(kind: K): z.ZodType<Id<K>, string> {
	return z
		.string()
		.refine(
			(text): text is Id<K> => isId(kind, text),
			`expected an id that starts with ${idPrefixes[kind]}_`,
		);
}

/** The id as one subject token: lower case, digits and `-` (docs/architecture/nats-facts.md#subjects). */
export function subjectToken(id: Id<IdKind>): string {
	return id.replace("_", "-");
}

/** The id a subject token stands for, or undefined when it is none of this kind. */
export function idFromSubjectToken<K extends IdKind>(
	kind: K,
	token: string,
): Id<K> | undefined {
	const text = token.replace("-", "_");
	return isId(kind, text) ? text : undefined;
}
