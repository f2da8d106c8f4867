import type {
	ClusterId,
	CommandId,
	OrganisationId,
} from "@quarterdeck/contract";

/*
 *   due ──► run | late | failed        late, held and failed also at once
 */
export type ActionRunState = "due" | "run" | "late" | "held" | "failed";

/** Names what an action does about one happening: it is done once. */
export interface ActionRunKey {
	/** The action's name in the configuration. */
	readonly action: string;
	readonly clusterId: ClusterId;
	/** The agent's name for the happening. */
	readonly noticeId: string;
}

/** What became, or is to become, of an action on a happening. */
export interface ActionRun extends ActionRunKey {
	/** What people call the action. */
	readonly displayName: string;
	readonly clusterName: string;
	/** The console channel in which the answer is read; empty: none. */
	readonly channel: string;
	/** What the notice is about, as one text. */
	readonly object: string;
	readonly state: ActionRunState;
	/** Decided with the run, so that it is run once under this id. */
	readonly commandId: CommandId;
	/** As it was made of the event; empty when it could not be made. */
	readonly command: string;
	/** Why it is not run. */
	readonly reason: string | undefined;
	readonly happenedAt: Date;
	readonly at: Date;
}

/** A run that a process has taken on. */
export interface ClaimedActionRun extends ActionRun {
	readonly organisationId: OrganisationId;
}

/** Runs of an action that did not happen for one kind of reason. */
export interface ActionRunsNotRun {
	readonly organisationId: OrganisationId;
	readonly action: string;
	readonly displayName: string;
	readonly state: "late" | "held" | "failed";
	readonly count: number;
	/** Of one of them. */
	readonly reason: string;
	readonly object: string;
}
