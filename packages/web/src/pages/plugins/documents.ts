import { graphql, type ResultOf } from "../../data/graphql.ts";

export const pluginsDocument = graphql(`
	query Plugins($key: String, $health: PluginHealth, $after: String) {
		plugins(key: $key, health: $health, first: 100, after: $after) {
			edges { node { key kind version clusters healths { health clusters } restarts memoryBytes restartedAt lastError } }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export const pluginClustersDocument = graphql(`
	query PluginClusters($key: String!, $kind: PluginKind!, $after: String) {
		pluginClusters(key: $key, kind: $kind, first: 50, after: $after) {
			edges { node {
				cluster health
				plugin { version restarts threshold restartedAt memoryBytes problem lastError streams { group state events refused problem } }
			} }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export const pluginLogsDocument = graphql(`
	mutation ReadPluginLogs($cluster: String!, $key: String!, $kind: PluginKind!) {
		readPluginLogs(cluster: $cluster, key: $key, kind: $kind) { at level text }
	}
`);

export const restartPluginDocument = graphql(`
	mutation RestartPlugin($cluster: String!, $key: String!, $kind: PluginKind!) {
		restartPlugin(cluster: $cluster, key: $key, kind: $kind) { id }
	}
`);

export type FleetPlugin = ResultOf<
	typeof pluginsDocument
>["plugins"]["edges"][number]["node"];
export type ClusterPlugin = ResultOf<
	typeof pluginClustersDocument
>["pluginClusters"]["edges"][number]["node"];
