import {
	type AgentId,
	AppError,
	type ClusterId,
	type Heartbeat,
	type Labels,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { AgentPresence } from "./agent-presence.ts";

/*
 * A cluster and its states:
 *
 *   joining ──first heartbeat──► alive ◄──the API server serves its agent, or not──► degraded
 *   alive, degraded ──silent 30 s──► lost ──heard──► alive, degraded
 *   alive, degraded ──said goodbye──► away ──heard──► alive, degraded
 *   any ──removed──► removed   (for good; the name is free again)
 */
export const clusterStates = [
	"joining",
	"alive",
	"degraded",
	"lost",
	"away",
	"removed",
] as const;
export type ClusterState = (typeof clusterStates)[number];

/** Whether the cluster's agent is there and takes orders. What it can do in a degraded cluster, its answers say. */
export function hasLiveAgent(state: ClusterState): boolean {
	return state === "alive" || state === "degraded";
}

/** The agent of a cluster, with its last heartbeat. */
export interface Agent {
	readonly id: AgentId;
	readonly userKey: string;
	readonly enrolledAt: Date;
	readonly credentialExpiresAt: Date;
	readonly lastSeenAt: Date | undefined;
	readonly agentVersion: string;
	readonly protocol: number;
	readonly clusterUid: string | undefined;
	readonly configurationVersion: number;
	readonly running: number;
	readonly kubernetes: Heartbeat["kubernetes"] | undefined;
	readonly plugins: Heartbeat["plugins"];
	/** Who speaks for it now, as this process has heard. */
	readonly presence: AgentPresence;
	/** How far its clock is ahead of ours, by its last heartbeat that this process heard; negative when it is behind. */
	readonly clockAheadMs?: number;
	/** Whether it talks to the bus without proof that the bus is the right one; undefined until this process has heard it say. */
	readonly busInsecure?: boolean;
}

export interface Cluster {
	readonly id: ClusterId;
	readonly organisationId: OrganisationId;
	/** Unique among the clusters of the organisation that were not removed. */
	readonly name: string;
	readonly labels: Labels;
	readonly state: ClusterState;
	/** Since when it is in this state. */
	readonly since: Date;
	readonly createdAt: Date;
	readonly removedAt: Date | undefined;
	/** Undefined until an agent was enrolled. */
	readonly agent: Agent | undefined;
}

const namePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** @throws AppError CLUSTER_NAME_INVALID unless the text is a DNS label. */
export function checkClusterName(name: string): void {
	if (!namePattern.test(name))
		throw new AppError("CLUSTER_NAME_INVALID", { cluster: name.slice(0, 100) });
}
