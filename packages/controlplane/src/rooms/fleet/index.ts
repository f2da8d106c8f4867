export type { SeenConnection, SeenInstance } from "./agent-presence.ts";
export {
	type Agent,
	type Cluster,
	type ClusterState,
	clusterStates,
	hasLiveAgent,
} from "./cluster.ts";
export { type ClusterFilter, meetsTerms } from "./cluster-criteria.ts";
export {
	type ClusterColumn,
	type ClusterOrder,
	clusterOrders,
	cursorOf,
} from "./cluster-order.ts";
export type {
	AddedCluster,
	BusAddress,
	Fleet,
	FleetAgent,
	UnusedJoinToken,
} from "./fleet.ts";
export { defaultFleetSettings } from "./fleet-deps.ts";
export type {
	EndingCredential,
	LabelCount,
	VersionCount,
} from "./fleet-figures.ts";
export {
	type ClusterPlugin,
	type FleetPlugin,
	fleetPluginCursor,
	type PluginHealth,
	pluginHealths,
	pluginKinds,
} from "./fleet-plugins.ts";
export type { ClusterSelection } from "./select-clusters.ts";
