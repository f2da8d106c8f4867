import type { OrganisationId } from "@quarterdeck/contract";
import type { Clock, Log, Timer } from "@quarterdeck/runtime";
import type { AuditStore } from "./audit-store.ts";
import type { ChainEntry } from "./chain.ts";

/*
 * A chain has no gaps and grows in the order of its numbers. So a signal says only that it grew, and what is new is read behind the
 * last number told: once for all listeners in this process, and nothing is lost with a signal that is.
 */

/** Takes the entries of one chain in, in order. */
export type EntryListener = (entry: ChainEntry) => void;

/** A chain that somebody listens to. */
export interface ChainReading {
	readonly listeners: Set<EntryListener>;
	/** Resolves when entries committed from then on will be told. @throws what the store throws. */
	readonly begun: Promise<void>;
	/** Tells what is new; to be called when the chain may have grown. */
	look(): void;
	stop(): void;
}

const batchSize = 200;
const againAfterMs = 1000;

/** Begins to read a chain at its present end. */
export function createChainReading(deps: {
	readonly auditStore: AuditStore;
	readonly clock: Clock;
	readonly log: Log;
	readonly organisationId: OrganisationId;
}): ChainReading {
	const { auditStore, organisationId } = deps;
	const listeners = new Set<EntryListener>();
	let told = 0;
	let mayHaveGrown = false;
	let isLooking = false;
	let isStopped = false;
	let again: Timer | undefined;
	const begun = auditStore.head(organisationId).then((head) => {
		told = head?.seq ?? 0;
	});

	async function tellNew(): Promise<void> {
		try {
			await begun;
			while (mayHaveGrown && !isStopped) {
				mayHaveGrown = false;
				while (await tellBatch());
			}
		} finally {
			// In the same step as the last question whether it grew.
			isLooking = false;
		}
	}
	/** Whether there may be more. */
	async function tellBatch(): Promise<boolean> {
		const batch = await auditStore.scan(organisationId, told, batchSize);
		for (const entry of batch) {
			for (const listener of [...listeners]) listener(entry);
			told = entry.seq;
		}
		return batch.length === batchSize && !isStopped;
	}
	function look(): void {
		mayHaveGrown = true;
		if (isLooking || isStopped) return;
		isLooking = true;
		again?.cancel();
		tellNew().catch((error) => {
			if (isStopped) return;
			deps.log.warn("audit records were not told", { error });
			again = deps.clock.after(againAfterMs, look);
		});
	}
	return {
		listeners,
		begun,
		look,
		stop() {
			isStopped = true;
			again?.cancel();
		},
	};
}
