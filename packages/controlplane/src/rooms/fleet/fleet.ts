import type {
	AgentId,
	ClusterId,
	EnrolReply,
	EnrolRequest,
	Heartbeat,
	JoinTokenId,
	Labels,
	OrganisationId,
	Page,
	PageRequest,
	PluginLogs,
	PluginName,
	RenewReply,
	RenewRequest,
} from "@quarterdeck/contract";
import type { Caller } from "../permissions/index.ts";
import type { Cluster, ClusterState } from "./cluster.ts";
import type { ClusterFilter } from "./cluster-criteria.ts";
import type { ClusterOrder } from "./cluster-order.ts";
import type {
	EndingCredential,
	LabelCount,
	VersionCount,
} from "./fleet-figures.ts";
import type {
	ClusterPlugin,
	FleetPlugin,
	PluginFilter,
} from "./fleet-plugins.ts";
import type { SuggestedTargets } from "./fleet-store.ts";
import type { ClusterSelection, SelectedClusters } from "./select-clusters.ts";

/** An agent, or a cluster that joins, on the bus: the public key of the bus account and the instance token, both verified by the server. */
export interface BusAddress {
	readonly busAccount: string;
	readonly inst: string;
}

/** An agent with the cluster it belongs to. */
export interface FleetAgent {
	readonly organisationId: OrganisationId;
	readonly agentId: AgentId;
	readonly clusterId: ClusterId;
	readonly clusterName: string;
}

/** An agent that can be reached now, with what it said last. */
export interface ConnectedAgent extends FleetAgent {
	readonly configurationVersion: number;
	/** What its own machine lets a configuration weaken; undefined when it did not tell. */
	readonly allows: Heartbeat["allows"];
	/** The plugins that its own machine lets use the whole network; undefined when it did not tell. */
	readonly allowsNetwork: Heartbeat["allowsNetwork"];
}

export interface AddedCluster {
	readonly cluster: Cluster;
	/** Shown once. */
	readonly token: string;
	readonly expiresAt: Date;
}

/** A join token that no agent has used; it may have expired. */
export interface UnusedJoinToken {
	readonly id: JoinTokenId;
	readonly createdAt: Date;
	readonly expiresAt: Date;
}

/** Called with a cluster whose state, agent, versions or plugins changed. */
export type FleetListener = (cluster: Cluster) => void;

/** Which clusters exist, which agent each has, and whether it is alive. What each method promises is documented at its function. */
export interface Fleet {
	/** Creates the bus account of the organisation if it has none, and pushes it to the bus. */
	prepareOrganisation(organisationId: OrganisationId): Promise<void>;
	/** Pushes every bus account again ("all", at start and when the bus came back) or those that were not pushed yet. */
	pushBusAccounts(which: "all" | "unpushed"): Promise<void>;

	addCluster(
		caller: Caller,
		wanted: {
			readonly name: string;
			readonly labels?: Labels | undefined;
			/** Make a new token for a cluster that exists. */
			readonly again?: boolean | undefined;
		},
	): Promise<AddedCluster>;
	removeCluster(caller: Caller, name: string): Promise<Cluster>;
	rotateCredential(caller: Caller, name: string): Promise<Cluster>;
	revokeCredential(caller: Caller, name: string): Promise<Cluster>;
	readPluginLogs(
		caller: Caller,
		name: string,
		plugin: PluginName,
	): Promise<PluginLogs>;
	restartPlugin(
		caller: Caller,
		name: string,
		plugin: PluginName,
	): Promise<void>;
	listFleetPlugins(
		organisationId: OrganisationId,
		filter: PluginFilter,
		page: PageRequest,
	): Promise<Page<FleetPlugin>>;
	listClusterPlugins(
		organisationId: OrganisationId,
		plugin: PluginName,
		page: PageRequest,
	): Promise<Page<ClusterPlugin>>;
	findCluster(
		organisationId: OrganisationId,
		name: string,
	): Promise<Cluster | undefined>;
	/** The cluster that an agent speaks for, also when it is revoked or its cluster removed. */
	findClusterOfAgent(
		organisationId: OrganisationId,
		agentId: AgentId,
	): Promise<Cluster | undefined>;
	listClusters(
		organisationId: OrganisationId,
		filter: ClusterFilter & { readonly order?: ClusterOrder | undefined },
		page: PageRequest,
	): Promise<Page<Cluster>>;
	countClusters(
		organisationId: OrganisationId,
		filter: ClusterFilter,
	): Promise<number>;
	summariseFleet(
		organisationId: OrganisationId,
	): Promise<
		readonly { readonly state: ClusterState; readonly count: number }[]
	>;
	/** How many clusters have an agent, or an API server, of each version: the 100 most frequent. */
	countVersions(
		organisationId: OrganisationId,
	): Promise<readonly VersionCount[]>;
	/** How many clusters have each label: the 200 most frequent. */
	countLabels(organisationId: OrganisationId): Promise<readonly LabelCount[]>;
	/**
	 * Credentials of agents whose renewal is long due, and what agents reach their API server with that ends before `before`: of
	 * 100 clusters at most.
	 */
	endingCredentials(
		organisationId: OrganisationId,
		before: Date,
	): Promise<readonly EndingCredential[]>;
	/** The names of these clusters, also of removed ones. */
	nameClusters(
		organisationId: OrganisationId,
		ids: readonly ClusterId[],
	): Promise<ReadonlyMap<ClusterId, string>>;
	findUnusedJoinToken(
		organisationId: OrganisationId,
		name: string,
	): Promise<UnusedJoinToken | undefined>;
	endJoinToken(caller: Caller, name: string): Promise<Cluster>;
	/** Names of clusters, and labels as `key=value`, that begin like this: 50 of each at most. */
	suggestTargets(
		organisationId: OrganisationId,
		prefix: string,
	): Promise<SuggestedTargets>;
	selectClusters(
		organisationId: OrganisationId,
		selection: ClusterSelection,
	): Promise<SelectedClusters>;
	/** Begins to read the clusters before the selection is known. @returns the function that selects from them. */
	beginSelection(
		organisationId: OrganisationId,
	): (selection: ClusterSelection) => Promise<SelectedClusters>;

	enrolAgent(from: BusAddress, request: EnrolRequest): Promise<EnrolReply>;
	renewCredential(
		from: BusAddress,
		request?: RenewRequest,
	): Promise<RenewReply>;
	/** Records a heartbeat. Returns at once; an agent that is not known yet is looked up in the background. */
	receiveHeartbeat(from: BusAddress, heartbeat: Heartbeat): void;
	/** The agent at this address, or undefined when it is unknown or revoked. */
	findAgentAt(from: BusAddress): Promise<FleetAgent | undefined>;
	/** Where to send the orders of an agent; undefined when it is revoked or belongs to another organisation. */
	addressOf(
		organisationId: OrganisationId,
		agentId: AgentId,
	): Promise<BusAddress | undefined>;
	/** Calls `listener` with every change in the organisation that this process learns of. @returns the function that stops it. */
	watchFleet(
		organisationId: OrganisationId,
		listener: FleetListener,
	): () => void;
	/** The agents of the organisation that are alive now: those that can be reached. */
	connectedAgents(organisationId: OrganisationId): readonly ConnectedAgent[];
	/** How many agents are alive now, of all organisations together. */
	countConnectedAgents(): number;
	/** Calls `listener` with each heartbeat of a known agent. @returns the function that stops it. */
	onHeartbeat(
		listener: (agent: FleetAgent, heartbeat: Heartbeat) => void,
	): () => void;
	/** Starts to look for silent agents and to save heartbeats. */
	start(): Promise<void>;
	/** Saves the last heartbeats and stops. */
	stop(): Promise<void>;
}
