import type { AgentEvent, EpochId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { EventSource, EventsWanted } from "./events.ts";

/** How far an epoch of an agent is. */
export interface EventMark {
	readonly epoch: EpochId;
	/** Everything up to this number is committed, or was dropped by the agent. */
	readonly committed: number;
	/** As the agent said last. */
	readonly dropped: number;
	readonly kept: number;
	readonly keptBytes: number;
	readonly usedAt: Date;
}

/** An event and its facts as JSON. */
export interface StoredEvent extends Omit<AgentEvent, "data" | "at"> {
	readonly happenedAt: Date;
	readonly data: string;
}

/** Marks and kept events. */
export interface EventStore {
	/** Locks the marks of the agent, among them this epoch's, which is made if there is none. */
	lockMarks(
		tx: Transaction,
		from: EventSource,
		epoch: EpochId,
		at: Date,
	): Promise<readonly EventMark[]>;
	/** Keeps events of an epoch whose mark is locked, and moves the mark. */
	add(
		tx: Transaction,
		from: EventSource,
		added: {
			readonly epoch: EpochId;
			readonly events: readonly StoredEvent[];
			readonly committed: number;
			readonly dropped: number;
			readonly at: Date;
		},
	): void;
	/** Kept events of one kind with the numbers from `first` to `last`, in their order. */
	list(
		from: EventSource,
		wanted: EventsWanted,
	): Promise<readonly Omit<StoredEvent, "kind">[]>;
	/** Forgets an epoch and its kept events. */
	forget(tx: Transaction, from: EventSource, epoch: EpochId): void;
	/** Removes events received before the instant, of all organisations, a bounded number. @returns how many. */
	sweepEvents(tx: Transaction, before: Date, limit: number): Promise<number>;
	/** Forgets epochs that were not used since the instant and have no events left, of all organisations, a bounded number. @returns how many. */
	sweepMarks(tx: Transaction, before: Date, limit: number): Promise<number>;
}
