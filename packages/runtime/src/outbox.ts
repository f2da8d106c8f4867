import type {
	Fact,
	FactKind,
	FactOf,
	OrganisationId,
} from "@quarterdeck/contract";
import type { Transaction } from "./transaction.ts";

/** Facts that are acted on after their transaction has committed, whatever dies in between. */
export interface Outbox {
	/** The fact is written with `tx`: with its change, or not at all. */
	put(tx: Transaction, fact: Fact): void;
}

/**
 * Acts on facts of one kind. It may be killed at any moment and is then called again, perhaps in another process; so doing the same
 * twice must be the same as doing it once.
 */
export interface FactHandler<K extends FactKind = FactKind> {
	/** Kebab-case. Facts that wait are kept under it, so it never changes. */
	readonly name: string;
	readonly kind: K;
	/** One sentence for operators: what it does. */
	readonly description: string;
	/**
	 * Ends when the fact is acted on. What it throws is logged, and it is tried again later; facts about the same thing wait for it.
	 * When the signal is aborted it should end soon, and may throw the signal's reason.
	 */
	handle(fact: FactOf<K>, signal: AbortSignal): Promise<void>;
}

/** A job that was tried as often as it may be. It is kept until somebody retries it. */
export interface DeadJob {
	readonly id: string;
	readonly organisationId: OrganisationId;
	/** Of the handler. */
	readonly name: string;
	readonly subject: string;
	/** As it was written: the fact. */
	readonly payload: string;
	readonly attempts: number;
	readonly error: string;
	readonly createdAt: Date;
	readonly diedAt: Date;
}
