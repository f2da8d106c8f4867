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

/** An organisation's account as it is stored. */
export interface StoredAccount {
	readonly organisationId: OrganisationId;
	readonly organisationName: string;
	readonly accountId: string;
	/** Encrypted. */
	readonly sealedSecrets: string;
	/** Goes up with every change that the bus must hear of. */
	readonly revision: number;
	/** The revision the bus was last told. */
	readonly pushedRevision: number;
}

export interface JoinToken {
	readonly id: JoinTokenId;
	/** The person who asked for it; undefined for tokens of before this was kept. */
	readonly madeBy: PersonId | undefined;
	readonly organisationId: OrganisationId;
	readonly clusterId: ClusterId;
	readonly createdAt: Date;
	readonly expiresAt: Date;
	readonly usedAt: Date | undefined;
}

/** Who a bus user is. */
export interface KnownAgent {
	readonly agentId: AgentId;
	readonly organisationId: OrganisationId;
	readonly accountId: string;
	readonly clusterId: ClusterId;
	readonly clusterName: string;
	readonly userKey: string;
	/** In a rotation: the key it was given a credential for and has not shown to be in use. */
	readonly nextUserKey: string | undefined;
	readonly state: ClusterState;
	readonly lastSeenAt: Date | undefined;
}

/** What one agent's heartbeats said since the last flush. */
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

/** A piece of a list that is read by name. */
export interface NamePage {
	readonly limit: number;
	readonly afterName?: string | undefined;
}

/** Ways to go on with the beginning of a target. */
export interface SuggestedTargets {
	readonly names: readonly string[];
	readonly labels: readonly string[];
}

/** Where the fleet lies. */
export interface FleetStore {
	/** False when the organisation has an account already. */
	insertAccount(
		tx: Transaction,
		account: Omit<StoredAccount, "organisationName">,
	): Promise<boolean>;
	findAccount(
		organisationId: OrganisationId,
		tx?: Transaction,
	): Promise<StoredAccount | undefined>;
	/** The organisation an account on the bus belongs to. */
	organisationOfAccount(accountId: string): Promise<OrganisationId | undefined>;
	/** Of every organisation: all, or those the bus was not told of. */
	listAccounts(which: "all" | "unpushed"): Promise<readonly StoredAccount[]>;
	markPushed(organisationId: OrganisationId, revision: number): Promise<void>;
	/** Keys revoked or replaced in this organisation whose credentials could still be valid at `at`. */
	listRevocations(
		organisationId: OrganisationId,
		at: Date,
	): Promise<readonly { readonly userKey: string; readonly revokedAt: Date }[]>;

	/** False when a cluster of that name is there. */
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
	/**
	 * A cluster that was not removed, as it is now. Until the transaction ends nobody else changes who speaks for it: whoever locks it
	 * waits for those before.
	 */
	lockCluster(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
	): Promise<Cluster | undefined>;
	/** Clusters that were not removed and meet the criteria, by name, behind `afterName`. */
	listClusters(
		organisationId: OrganisationId,
		page: NamePage,
		criteria?: ClusterCriteria,
	): Promise<readonly Cluster[]>;
	/** Only the names of what `listClusters` lists without criteria. */
	listClusterNames(
		organisationId: OrganisationId,
		page: NamePage,
	): Promise<readonly string[]>;
	/** Names of clusters that were not removed, and their labels as `key=value`, which begin like this; each sorted, without repeats. */
	suggestTargets(
		organisationId: OrganisationId,
		prefix: string,
		limit: number,
	): Promise<SuggestedTargets>;
	/** How many clusters that were not removed meet the criteria, by stored state; a state without any is not told. */
	countClusters(
		organisationId: OrganisationId,
		criteria: ClusterCriteria,
	): Promise<
		readonly { readonly state: ClusterState; readonly count: number }[]
	>;

	insertJoinToken(tx: Transaction, token: JoinToken): Promise<void>;
	findJoinToken(
		organisationId: OrganisationId,
		id: JoinTokenId,
	): Promise<JoinToken | undefined>;
	/** Uses a token up; false when it was used or has ended. Atomic: one of many callers gets true. */
	useJoinToken(
		tx: Transaction,
		organisationId: OrganisationId,
		id: JoinTokenId,
		at: Date,
	): Promise<boolean>;
	/** Ends the unused tokens of a cluster. */
	endJoinTokens(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
		at: Date,
	): Promise<void>;

	/** Enrols an agent as the one that speaks for the cluster. */
	insertAgent(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
		agent: Agent,
	): Promise<void>;
	/** Revokes the agents of a cluster and raises the account's revision; the ids and keys of those this call revoked. */
	revokeAgents(
		tx: Transaction,
		organisationId: OrganisationId,
		clusterId: ClusterId,
		at: Date,
	): Promise<readonly { readonly id: AgentId; readonly userKey: string }[]>;
	/** Notes until when an agent's newest credential lives; false when the agent is revoked or of another organisation. */
	extendCredential(
		tx: Transaction,
		organisationId: OrganisationId,
		agentId: AgentId,
		expiresAt: Date,
	): Promise<boolean>;
	/** Notes that a new key is wanted of an agent; false when it is revoked or of another organisation. */
	askForRotation(
		tx: Transaction,
		organisationId: OrganisationId,
		agentId: AgentId,
		at: Date,
	): Promise<boolean>;
	/**
	 * Takes a new key of an agent in, beside the one in use; one that was taken in before and never used is refused from `at` on. False
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
	/** Agents of every organisation that were not revoked, by id, behind `after`: to know whom to expect after a start. */
	listAgents(page: {
		readonly limit: number;
		readonly after?: AgentId | undefined;
	}): Promise<readonly KnownAgent[]>;
	/** Keeps what many agents said, in one statement each table. */
	saveHeard(heard: readonly HeardAgent[]): Promise<void>;
}
