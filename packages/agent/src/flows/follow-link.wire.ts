import type { Log } from "@quarterdeck/runtime";
import type { AgentLink } from "@quarterdeck/wire";

type FollowedLink = Pick<AgentLink, "onState" | "state">;

/** Calls `act` at each new connection; returns how to stop that. */
export function onConnected(link: FollowedLink, act: () => void): () => void {
	return onNewState(link, (state) => {
		if (state.state === "connected") act();
	});
}

/** Logs that the bus refuses the agent, whenever it begins to. */
export function logRefusal(link: FollowedLink, log: Log): void {
	const look = (state: AgentLink["state"]) => {
		if (state.state === "rejected")
			log.error(
				"the bus refuses this agent's credential: it was revoked or has expired. Create a new join token with: qd cluster add NAME --again",
				{ reason: state.reason },
			);
	};
	onNewState(link, look);
	look(link.state);
}

/** The link reports a state again when its details change; here only the change to another state counts. */
function onNewState(
	link: FollowedLink,
	act: (state: AgentLink["state"]) => void,
): () => void {
	let last = link.state.state;
	return link.onState((state) => {
		const isNew = state.state !== last;
		last = state.state;
		if (isNew) act(state);
	});
}
