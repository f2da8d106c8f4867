import {
	AppError,
	enrol,
	fetchConfiguration,
	heartbeat,
	renew,
} from "@quarterdeck/contract";
import type { Bus } from "@quarterdeck/wire";
import type { Catalog } from "../../rooms/catalog/index.ts";
import type { Fleet } from "../../rooms/fleet/index.ts";

/**
 * Answers what agents say. The wire has read it by the verb's schema, and the server vouches for the address; which
 * organisation and cluster stand behind the address is asked of the fleet each time, so that a revoked agent is a stranger.
 */
export function openLinkDoor(deps: {
	readonly bus: Pick<Bus, "subscribe" | "answer">;
	readonly fleet: Pick<
		Fleet,
		"receiveHeartbeat" | "enrolAgent" | "renewCredential" | "findAgentAt"
	>;
	readonly catalog: Pick<Catalog, "agentConfiguration">;
}): void {
	const { bus, fleet, catalog } = deps;
	bus.subscribe(heartbeat, (from, body) => fleet.receiveHeartbeat(from, body));
	bus.answer(enrol, (from, request) => fleet.enrolAgent(from, request));
	bus.answer(renew, (from, request) => fleet.renewCredential(from, request));
	bus.answer(fetchConfiguration, async (from, { have }) => {
		const agent = await fleet.findAgentAt(from);
		if (!agent) throw stranger();
		const configuration = await catalog.agentConfiguration(
			agent.organisationId,
			agent.clusterName,
		);
		return configuration.version === have ? {} : { configuration };
	});
}

function stranger(): AppError {
	return new AppError("NOT_ALLOWED", {
		person: "This agent",
		action: "read a configuration",
		hint: "The cluster was removed or the agent's credential was revoked. Join again with a new token.",
	});
}
