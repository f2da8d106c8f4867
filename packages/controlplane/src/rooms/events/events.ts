import type {
	AgentId,
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

/** What agents report. What each method promises stands at its function. */
export interface Events {
	receive(from: EventSource, batch: EventBatch): Promise<EventsCommitted>;
	/** Removes what was kept long enough. */
	readonly sweep: Job;
}
