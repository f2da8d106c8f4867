import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type {
	ActionRun,
	ActionRunKey,
	ActionRunsNotRun,
	ClaimedActionRun,
} from "./action-run.ts";

/** What actions did and will do. */
export interface ActionRunStore {
	/**
	 * Locks the actions of an organisation until the transaction ends, and reads what these did since then: of each at most `limit`, newest
	 * first.
	 */
	lockRecent(
		tx: Transaction,
		organisationId: OrganisationId,
		since: Date,
		actions: readonly string[],
		limit: number,
	): Promise<readonly Pick<ActionRun, "action" | "object" | "at">[]>;
	/** Keeps those of which there is none yet. @returns the keys of what is new. */
	add(
		tx: Transaction,
		organisationId: OrganisationId,
		runs: readonly ActionRun[],
	): Promise<readonly ActionRunKey[]>;
	/** Claims what is due, oldest first; others do not get it until the claim ends. */
	claimDue(
		at: Date,
		until: Date,
		limit: number,
	): Promise<readonly ClaimedActionRun[]>;
	/** Ends a due run; one that has ended is left as it is. */
	end(
		organisationId: OrganisationId,
		key: ActionRunKey,
		result: Pick<ActionRun, "state" | "reason">,
	): Promise<void>;
	/** Leaves it due, but not before then. */
	postpone(
		organisationId: OrganisationId,
		key: ActionRunKey,
		until: Date,
	): Promise<void>;
	/**
	 * Takes one action's runs of one state that were not run and not said, and marks them as said; none of those of which something was
	 * said after `quietSince`. Undefined when there are none.
	 */
	takeUnsaid(
		tx: Transaction,
		at: Date,
		quietSince: Date,
	): Promise<ActionRunsNotRun | undefined>;
	/** Removes what is older, a bounded number. @returns how many. */
	sweep(before: Date, limit: number): Promise<number>;
}
