import { heartbeatSeconds } from "@quarterdeck/contract";
import type { ClusterState } from "./cluster.ts";

/** Replicas receive one heartbeat at almost the same moment, and their clocks differ a little: instants this close are the same heartbeat. */
const sameBeatMs = (heartbeatSeconds * 1000) / 2;

/**
 * Until when an agent may have been heard by another replica so that what is known of it here stands beside that. Who found it
 * silent behind the very heartbeat that the other one heard as the last is right, whichever of the two heard it first.
 */
export function standsUntil(heard: {
	readonly state: ClusterState;
	readonly lastSeenAt: Date | undefined;
}): Date {
	const lastMs = heard.lastSeenAt?.getTime() ?? 0;
	return new Date(heard.state === "lost" ? lastMs + sameBeatMs : lastMs);
}
