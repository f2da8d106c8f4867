export type {
	BusAccountKeys,
	BusAccounts,
	BusCredentialText,
} from "./bus-accounts.ts";
export {
	type Agent,
	type Cluster,
	type ClusterState,
	checkClusterName,
	clusterStates,
} from "./cluster.ts";
export type { ClusterFilter } from "./cluster-criteria.ts";
export type {
	AddedCluster,
	BusAddress,
	Fleet,
	FleetAgent,
	FleetListener,
} from "./fleet.ts";
export { defaultFleetSettings, type FleetSettings } from "./fleet-deps.ts";
export {
	checkLabels,
	type Labels,
	matchesSelector,
	parseSelector,
} from "./labels.ts";
export { hintFor, nearestName } from "./nearest-name.ts";
export type { ClusterSelection, SelectedClusters } from "./select-clusters.ts";
