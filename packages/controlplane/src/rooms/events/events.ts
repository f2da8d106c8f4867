import type {
	AgentId,
	EpochId,
	EventBatch,
	EventsCommitted,
	OrganisationId,
} from "@quarterdeck/contract";
import type { Job } from "@quarterdeck/runtime";

/** The agent that the bus vouches for, and its organisation. */
export interface EventSource {
	readonly organisationId: OrganisationId;
	readonly agentId: AgentId;
}

/** Kept events of an epoch: those of one kind, from one number to another. */
export interface EventsWanted {
	readonly epoch: EpochId;
	readonly first: number;
	readonly last: number;
	readonly kind: string;
}

/** An event as it is kept, with its facts as JSON. */
export interface KeptEvent {
	readonly number: number;
	readonly happenedAt: Date;
	readonly source: string;
	readonly data: string;
}

/** What agents report. What each method promises stands at its function. */
export interface Events {
	receive(from: EventSource, batch: EventBatch): Promise<EventsCommitted>;
	/** In the order of their numbers; what was swept meanwhile is left out. */
	list(from: EventSource, wanted: EventsWanted): Promise<readonly KeptEvent[]>;
	/** Removes what was kept long enough. */
	readonly sweep: Job;
}
