import type {
	AgentId,
	ClusterId,
	Credential,
	EnrolReply,
	EnrolRequest,
	Heartbeat,
	OrganisationId,
	Page,
	PageRequest,
	RenewRequest,
} from "@quarterdeck/contract";
import type { Caller } from "../permissions/index.ts";
import type { Cluster, ClusterState } from "./cluster.ts";
import type { ClusterFilter } from "./cluster-criteria.ts";
import type { SuggestedTargets } from "./fleet-store.ts";
import type { Labels } from "./labels.ts";
import type { ClusterSelection, SelectedClusters } from "./select-clusters.ts";

/** A speaker or listener on the bus: the account's public key and its instance token, both proved by the server. */
export interface BusAddress {
	readonly account: string;
	readonly inst: string;
}

/** Who stands behind an address. */
export interface AgentIdentity {
	readonly organisationId: OrganisationId;
	readonly agentId: AgentId;
	readonly clusterId: ClusterId;
	readonly clusterName: string;
}

export interface AddedCluster {
	readonly cluster: Cluster;
	/** Shown once. */
	readonly token: string;
	readonly expiresAt: Date;
}

/** Told of a cluster whose state, agent, versions or plugins changed. */
export type FleetListener = (cluster: Cluster) => void;

/** Which clusters exist, who speaks for each, and whether it is alive. What each method promises stands at its function. */
export interface Fleet {
	/** Gives the organisation its account on the bus, if it has none, and tells the bus. */
	prepareOrganisation(organisationId: OrganisationId): Promise<void>;
	/** Tells the bus every account anew ("all", at start and when the bus came back) or those it was not told of. */
	pushAccounts(which: "all" | "unpushed"): Promise<void>;

	addCluster(
		caller: Caller,
		wanted: {
			readonly name: string;
			readonly labels?: Labels | undefined;
			/** A fresh token for a cluster that is known. */
			readonly again?: boolean | undefined;
		},
	): Promise<AddedCluster>;
	removeCluster(caller: Caller, name: string): Promise<Cluster>;
	rotateCredential(caller: Caller, name: string): Promise<Cluster>;
	revokeCredential(caller: Caller, name: string): Promise<Cluster>;
	findCluster(
		organisationId: OrganisationId,
		name: string,
	): Promise<Cluster | undefined>;
	listClusters(
		organisationId: OrganisationId,
		filter: ClusterFilter,
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
	/** Names of clusters, and labels as `key=value`, that begin like this: 50 of each at most. */
	suggestTargets(
		organisationId: OrganisationId,
		prefix: string,
	): Promise<SuggestedTargets>;
	selectClusters(
		organisationId: OrganisationId,
		selection: ClusterSelection,
	): Promise<SelectedClusters>;
	/** Begins to read the clusters while it is not known yet which of them are meant. @returns what selects from them. */
	beginSelection(
		organisationId: OrganisationId,
	): (selection: ClusterSelection) => Promise<SelectedClusters>;

	enrolAgent(from: BusAddress, request: EnrolRequest): Promise<EnrolReply>;
	renewCredential(
		from: BusAddress,
		request?: RenewRequest,
	): Promise<Credential>;
	/** Takes a heartbeat in. Returns at once; who spoke is looked up behind the scenes when it is not known yet. */
	heardFrom(from: BusAddress, heartbeat: Heartbeat): void;
	/** The agent that speaks under this address, or undefined for a stranger or a revoked one. */
	whoSpeaks(from: BusAddress): Promise<AgentIdentity | undefined>;
	/** Where to send an agent's orders; undefined when it is not an unrevoked agent of this very organisation. */
	addressOf(
		organisationId: OrganisationId,
		agentId: AgentId,
	): Promise<BusAddress | undefined>;
	/** Calls `listener` for every change in the organisation, of which this process hears. @returns what stops it. */
	watchFleet(
		organisationId: OrganisationId,
		listener: FleetListener,
	): () => void;
	/** The agents known to be alive now, of every organisation: whom a feed can reach. */
	connectedAgents(organisationId: OrganisationId): readonly (AgentIdentity & {
		readonly configurationVersion: number;
	})[];
	/** How many agents are known to be alive now, of all organisations together. */
	countConnectedAgents(): number;
	/** Calls `listener` with each heartbeat of a known agent: for what must react to what agents say. @returns what stops it. */
	onHeartbeat(
		listener: (agent: AgentIdentity, heartbeat: Heartbeat) => void,
	): () => void;
	/** Begins to watch who falls silent and to write down who was heard. */
	start(): Promise<void>;
	/** Writes down what was heard last and stops. */
	stop(): Promise<void>;
}
