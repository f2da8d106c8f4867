import {
	type AgentId,
	AppError,
	type ClusterId,
	type Heartbeat,
	type Labels,
	type OrganisationId,
} from "@quarterdeck/contract";

/*
 * A cluster and its states:
 *
 *   joining ──first heartbeat──► alive ──silent 30 s──► lost ──heard──► alive
 *                                  └──said goodbye──► away ──heard──► alive
 *   any ──removed──► removed   (for good; the name is free again)
 */
export const clusterStates = [
	"joining",
	"alive",
	"lost",
	"away",
	"removed",
] as const;
export type ClusterState = (typeof clusterStates)[number];

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
