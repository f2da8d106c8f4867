import type {
	AgentId,
	ClusterId,
	Heartbeat,
	JoinTokenId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Agent, Cluster, ClusterState } from "./cluster.ts";
import type { ClusterCriteria } from "./cluster-criteria.ts";
import type { ClusterOrder, ClusterPlace } from "./cluster-order.ts";
import type {
	EndingBefore,
	EndingCredential,
	LabelCount,
	VersionCount,
} from "./fleet-figures.ts";
import type { PluginStore } from "./fleet-plugins.ts";

/** An organisation's bus account as it is stored. */
export interface StoredBusAccount {
	readonly organisationId: OrganisationId;
	readonly organisationName: string;
	readonly busAccountId: string;
	/** Encrypted. */
	readonly sealedSecrets: string;
	/** Incremented with every change that must be pushed to the bus. */
	readonly revision: number;
	/** The revision that was pushed last. */
	readonly pushedRevision: number;
}

export interface JoinToken {
	readonly id: JoinTokenId;
	/** The person who asked for it; undefined for tokens that are older than this column. */
	readonly madeBy: PersonId | undefined;
	readonly organisationId: OrganisationId;
	readonly clusterId: ClusterId;
	readonly createdAt: Date;
	readonly expiresAt: Date;
	readonly usedAt: Date | undefined;
}

/** The agent behind a bus user. */
export interface KnownAgent {
	readonly agentId: AgentId;
	readonly organisationId: OrganisationId;
	readonly busAccountId: string;
	readonly clusterId: ClusterId;
	readonly clusterName: string;
	readonly userKey: string;
	/** During a rotation: the key that has a credential and was not seen in use yet. */
	readonly nextUserKey: string | undefined;
	readonly state: ClusterState;
	readonly lastSeenAt: Date | undefined;
}

/** The heartbeats of one agent since the last flush, in one record. */
export interface HeardAgent {
	readonly organisationId: OrganisationId;
	readonly agentId: AgentId;
	readonly clusterId: ClusterId;
	readonly state: Exclude<ClusterState, "removed" | "joining">;
	readonly since: Date;
	/** The last time it was heard; what does not stand beside the time that is stored (`standsUntil`) changes nothing. */
	readonly lastSeenAt: Date | undefined;
	readonly heartbeat: Heartbeat | undefined;
}

/** A page of a list of clusters. */
export interface ClusterPage {
	readonly limit: number;
	readonly after?: ClusterPlace | undefined;
	/** By name if absent. */
	readonly order?: ClusterOrder | undefined;
}

/** Suggestions for the beginning of a target. */
export interface SuggestedTargets {
	readonly names: readonly string[];
	readonly labels: readonly string[];
}

/** Stores the fleet. */
export interface FleetStore extends PluginStore {
	/** False when the organisation has a bus account already. */
	insertBusAccount(
		tx: Transaction,
		busAccount: Omit<StoredBusAccount, "organisationName">,
	): Promise<boolean>;
	findBusAccount(
		organisationId: OrganisationId,
		tx?: Transaction,
	): Promise<StoredBusAccount | undefined>;
	/** Replaces the sealed secrets of a bus account, unless somebody else has done it since they were read. */
	replaceBusSecrets(
		organisationId: OrganisationId,
		sealed: { readonly from: string; readonly to: string },
		tx?: Transaction,
	): Promise<void>;
	/** The organisation a bus account belongs to. */
	organisationOfBusAccount(
		busAccountId: string,
	): Promise<OrganisationId | undefined>;
	/** Of every organisation: all, or those that were not pushed. */
	listBusAccounts(
		which: "all" | "unpushed",
	): Promise<readonly StoredBusAccount[]>;
	markPushed(organisationId: OrganisationId, revision: number): Promise<void>;
	/** Keys revoked or replaced in this organisation whose credentials could still be valid at `at`. */
	listRevocations(
		organisationId: OrganisationId,
		at: Date,
	): Promise<readonly { readonly userKey: string; readonly revokedAt: Date }[]>;

	/** False when a cluster of that name exists. */
	insertCluster(tx: Transaction, cluster: Cluster): Promise<boolean>;
	/** Marks it removed and locks it; undefined when there is none of that id. */
	removeCluster(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
		at: Date,
	): Promise<Cluster | undefined>;
	/** A cluster that was not removed, unless removed ones are looked for too. */
	findCluster(
		organisationId: OrganisationId,
		by:
			| { readonly name: string }
			| { readonly id: ClusterId; readonly evenRemoved?: boolean },
		tx?: Transaction,
	): Promise<Cluster | undefined>;
	/** The cluster of an agent, also of a revoked one, and of one that was removed. */
	findClusterOfAgent(
		organisationId: OrganisationId,
		agentId: AgentId,
	): Promise<Cluster | undefined>;
	/**
	 * A cluster that was not removed, as it is now. Until the transaction ends nobody else can change its agent: a second lock waits
	 * for the first.
	 */
	lockCluster(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
	): Promise<Cluster | undefined>;
	/** Clusters that were not removed and meet the criteria, in the order of the page, behind its `after`. */
	listClusters(
		organisationId: OrganisationId,
		page: ClusterPage,
		criteria?: ClusterCriteria,
	): Promise<readonly Cluster[]>;
	/** Only the names of what `listClusters` lists without criteria, by name. */
	listClusterNames(
		organisationId: OrganisationId,
		page: ClusterPage,
	): Promise<readonly string[]>;
	/** Names of clusters that were not removed, and their labels as `key=value`, which begin like this; each in natural order, without repeats. */
	suggestTargets(
		organisationId: OrganisationId,
		prefix: string,
		limit: number,
	): Promise<SuggestedTargets>;
	/** How many clusters that were not removed meet the criteria, by stored state; a state without any is left out. */
	countClusters(
		organisationId: OrganisationId,
		criteria: ClusterCriteria,
	): Promise<
		readonly { readonly state: ClusterState; readonly count: number }[]
	>;

	/** How many clusters that were not removed have an agent or an API server of each version, the most frequent first. */
	countVersions(
		organisationId: OrganisationId,
		limit: number,
	): Promise<readonly VersionCount[]>;
	/** How many clusters that were not removed have each label, the most frequent first. */
	countLabels(
		organisationId: OrganisationId,
		limit: number,
	): Promise<readonly LabelCount[]>;
	/** Credentials of at most so many clusters that end before these instants. */
	endingCredentials(
		organisationId: OrganisationId,
		before: EndingBefore,
		limit: number,
	): Promise<readonly EndingCredential[]>;
	/** The names of these clusters, also of removed ones. */
	nameClusters(
		organisationId: OrganisationId,
		ids: readonly ClusterId[],
	): Promise<ReadonlyMap<ClusterId, string>>;

	insertJoinToken(tx: Transaction, token: JoinToken): Promise<void>;
	findJoinToken(
		organisationId: OrganisationId,
		id: JoinTokenId,
	): Promise<JoinToken | undefined>;
	/** The token of a cluster that was not used and not replaced, also when it has expired. */
	findUnusedJoinToken(
		organisationId: OrganisationId,
		clusterId: ClusterId,
	): Promise<JoinToken | undefined>;
	/** Uses a token up; false when it was used or has ended. Atomic: one of many callers gets true. */
	useJoinToken(
		tx: Transaction,
		organisationId: OrganisationId,
		id: JoinTokenId,
		at: Date,
	): Promise<boolean>;
	/** Ends the unused tokens of a cluster; the ids of those this call ended. */
	endJoinTokens(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
		at: Date,
	): Promise<readonly JoinTokenId[]>;

	/** Enrols an agent as that of the cluster. */
	insertAgent(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
		agent: Agent,
	): Promise<void>;
	/** Revokes the agents of a cluster and increments the revision of the bus account; the ids and keys of those this call revoked. */
	revokeAgents(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
		at: Date,
	): Promise<readonly { readonly id: AgentId; readonly userKey: string }[]>;
	/** Saves when an agent's newest credential expires; false when the agent is revoked or of another organisation. */
	extendCredential(
		tx: Transaction,
		organisationId: OrganisationId,
		agentId: AgentId,
		expiresAt: Date,
	): Promise<boolean>;
	/** Saves that an agent is to take a new key; false when it is revoked or of another organisation. */
	askForRotation(
		tx: Transaction,
		organisationId: OrganisationId,
		agentId: AgentId,
		at: Date,
	): Promise<boolean>;
	/**
	 * Adds a new key of an agent beside the one in use; one that was added earlier and never used is refused from `at` on. False
	 * when no rotation was asked for since `notBefore`.
	 */
	offerKey(
		tx: Transaction,
		organisationId: OrganisationId,
		agentId: AgentId,
		offer: {
			readonly userKey: string;
			readonly notBefore: Date;
			readonly at: Date;
		},
	): Promise<boolean>;
	/** The offered key is in use: the one before is refused from `at` on. False when this key is not the offered one (any more). */
	settleKey(
		tx: Transaction,
		organisationId: OrganisationId,
		agentId: AgentId,
		settled: { readonly userKey: string; readonly at: Date },
	): Promise<boolean>;
	/** A cluster whose agents were revoked waits for another one. */
	awaitAgent(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
		at: Date,
	): Promise<void>;
	/** An agent that was not revoked. */
	findAgent(
		organisationId: OrganisationId,
		agentId: AgentId,
	): Promise<KnownAgent | undefined>;
	/** Agents of every organisation that were not revoked, by id, behind `after`: the agents to expect after a start. */
	listAgents(page: {
		readonly limit: number;
		readonly after?: AgentId | undefined;
	}): Promise<readonly KnownAgent[]>;
	/** Saves the heartbeats of many agents, in one statement per table. */
	saveHeartbeats(heard: readonly HeardAgent[]): Promise<void>;
}
