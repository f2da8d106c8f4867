import type {
	AgentId,
	AuditId,
	ChannelKey,
	ClusterId,
	ErrorId,
	OrganisationId,
	PersonId,
	ProcessId,
} from "@quarterdeck/contract";
import type { AuditCode } from "./audit-codes.ts";

/*
 * A record is written once and never changed. An act that takes time has two records with the same subject id:
 *
 *   opened ──► succeeded | failed | silent | denied | not-understood | cancelled | lost
 *
 * The opening one names the process that owns the act, so that a dead owner's acts can be closed as lost.
 */
export const auditOutcomes = [
	"opened",
	"succeeded",
	"failed",
	"silent",
	"denied",
	"not-understood",
	"cancelled",
	"lost",
] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** Who did it. An agent or a process of ours acts on nobody's behalf. */
export type AuditWho =
	| {
			readonly kind: "person";
			readonly personId: PersonId;
			readonly email: string;
	  }
	/** An action, by its name and by what people call it. */
	| {
			readonly kind: "automation";
			readonly action: string;
			readonly name: string;
	  }
	| { readonly kind: "agent"; readonly agentId: AgentId }
	| { readonly kind: "process"; readonly processId: ProcessId };

/** Facts anyone who may read the audit may read. Never a secret, never a command's output. */
export type PublicFacts = Readonly<
	Record<string, string | number | boolean | readonly string[]>
>;

/** What is written down; the chain adds number, instant and hashes. */
export interface AuditEvent {
	readonly organisationId: OrganisationId;
	readonly code: AuditCode;
	readonly who: AuditWho;
	readonly outcome: AuditOutcome;
	/** What it is about, e.g. a command's id; the same in the opening and the closing record. */
	readonly subjectId?: string | undefined;
	readonly clusters?: readonly {
		readonly id?: ClusterId | undefined;
		readonly name: string;
	}[];
	readonly channel?: string | undefined;
	/** The process that owns an opened act. */
	readonly processId?: ProcessId | undefined;
	readonly durationMs?: number | undefined;
	/** SHA-256 (hex) of the output. */
	readonly digest?: string | undefined;
	readonly ref?: ErrorId | undefined;
	readonly facts?: PublicFacts;
}

export interface AuditRecord {
	readonly id: AuditId;
	readonly organisationId: OrganisationId;
	/** Place in the organisation's chain, from 1 without gaps. */
	readonly seq: number;
	readonly at: Date;
	readonly code: AuditCode;
	readonly outcome: AuditOutcome;
	readonly who: AuditWho;
	readonly subjectId: string | undefined;
	readonly clusterIds: readonly string[];
	readonly clusterNames: readonly string[];
	readonly channel: string | undefined;
	readonly processId: ProcessId | undefined;
	readonly durationMs: number | undefined;
	readonly digest: string | undefined;
	readonly ref: ErrorId | undefined;
	readonly facts: PublicFacts;
	readonly previousHash: string;
	readonly hash: string;
}

/** Which records come first. */
export type AuditOrder = "newest" | "oldest";

/** Which records to list; what is absent is not asked for. Instants are half-open: from ≤ at < before. */
export interface AuditFilter {
	readonly email?: string | undefined;
	readonly clusterName?: string | undefined;
	readonly code?: AuditCode | undefined;
	readonly outcome?: AuditOutcome | undefined;
	readonly subjectId?: string | undefined;
	readonly from?: Date | undefined;
	readonly before?: Date | undefined;
	/** Words that must all be in the facts, among which are those of a command; case does not count for a to z. */
	readonly text?: string | undefined;
	/** Of what was said in a channel, only what this reader may read: a page that ends at what it hides would tell that it is there. */
	readonly reader?: AuditWordsReader | undefined;
}

/** Who looks for words: what they said themself, and what was said where they may read. */
export interface AuditWordsReader {
	readonly email: string;
	readonly channels: readonly ChannelKey[];
}
