import { AppError } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import { type Bus, receiveEvents } from "@quarterdeck/wire";
import type { Events } from "../../rooms/events/index.ts";
import type { Fleet } from "../../rooms/fleet/index.ts";

/** Answers batches of events, each after it is committed. Whose they are follows from the address that the server vouches for. */
export function openEventsDoor(deps: {
	readonly bus: Pick<Bus, "answer">;
	readonly clock: Clock;
	readonly fleet: Pick<Fleet, "findAgentAt">;
	readonly events: Pick<Events, "receive">;
}): void {
	const { bus, clock, fleet, events } = deps;
	receiveEvents({
		bus,
		clock,
		async commit(from, batch) {
			const agent = await fleet.findAgentAt(from);
			if (!agent) throw stranger();
			const { organisationId, agentId } = agent;
			return await events.receive({ organisationId, agentId }, batch);
		},
	});
}

function stranger(): AppError {
	return new AppError("NOT_ALLOWED", {
		person: "This agent",
		action: "report events",
		hint: "The cluster was removed or the agent's credential was revoked. Join again with a new token.",
	});
}
