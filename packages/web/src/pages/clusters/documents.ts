import { graphql, type ResultOf } from "../../data/graphql.ts";

export const clustersDocument = graphql(`
	query Clusters($selector: String, $search: String, $states: [ClusterState!], $order: ClusterOrder, $after: String) {
		clusters(selector: $selector, search: $search, states: $states, order: $order, first: 100, after: $after) {
			edges {
				node {
					id name state since lastSeenAt agentVersion kubernetesVersion running
					labels { name value }
					kubernetes { reachable problem }
					plugins { key state problem }
				}
			}
			pageInfo { hasNextPage endCursor }
			totalCount
		}
	}
`);

export const fleetSummaryDocument = graphql(`
	query FleetSummary { fleetSummary { state count } }
`);

export const clusterDocument = graphql(`
	query Cluster($name: String!) {
		cluster(name: $name) {
			id name state since lastSeenAt agentVersion kubernetesVersion configurationVersion running
			agentEnrolledAt credentialExpiresAt
			busInsecure clockAheadSeconds duplicateSince
			agentInstances { id host startedAt } agentConnections { address connectedAt }
			labels { name value }
			kubernetes { reachable version problem latencyMs credentialEndsAt }
			plugins { key kind displayName state restarts problem memoryBytes }
		}
	}
`);

/** Asks for everything that either page shows. */
export const clusterEventsDocument = graphql(`
	subscription ClusterEvents {
		clusterEvents(changesOnly: true) {
			id name state since lastSeenAt agentVersion kubernetesVersion configurationVersion running
			agentEnrolledAt credentialExpiresAt
			busInsecure clockAheadSeconds duplicateSince
			agentInstances { id host startedAt } agentConnections { address connectedAt }
			labels { name value }
			kubernetes { reachable version problem latencyMs credentialEndsAt }
			plugins { key kind displayName state restarts problem memoryBytes }
		}
	}
`);

export const addClusterDocument = graphql(`
	mutation AddCluster($name: String!, $labels: [LabelInput!], $again: Boolean) {
		addCluster(name: $name, labels: $labels, again: $again) {
			token
			expiresAt
			cluster { id name state agentEnrolledAt }
		}
	}
`);

export const joinTokenDocument = graphql(`
	query JoinToken($cluster: String!) { joinToken(cluster: $cluster) { createdAt expiresAt } }
`);

export const endJoinTokenDocument = graphql(`
	mutation EndJoinToken($cluster: String!) { endJoinToken(cluster: $cluster) { id state } }
`);

/** What the checklist of a cluster that joins knows beside the cluster itself. */
export const joinProgressDocument = graphql(`
	query JoinProgress($cluster: String!, $since: DateTime) {
		configuration { version }
		commands(filter: { cluster: $cluster, since: $since }, first: 1) { edges { node { id } } }
	}
`);

export const clusterCommandsDocument = graphql(`
	query ClusterCommands($cluster: String!, $since: DateTime!) {
		running: commands(filter: { cluster: $cluster, state: RUNNING }, first: 20) { edges { node { ...ClusterCommand } } }
		recent: commands(filter: { cluster: $cluster, since: $since }, first: 20) { edges { node { ...ClusterCommand } } }
		failed: commands(filter: { cluster: $cluster, state: FAILED, since: $since }, first: 10) { edges { node { ...ClusterCommand } } }
		denied: commands(filter: { cluster: $cluster, state: DENIED, since: $since }, first: 10) { edges { node { ...ClusterCommand } } }
		lost: commands(filter: { cluster: $cluster, state: LOST, since: $since }, first: 10) { edges { node { ...ClusterCommand } } }
	}
	fragment ClusterCommand on Command {
		id text email state startedAt channel platform
		runs { id cluster state durationMs error { message } }
	}
`);

export const runHereDocument = graphql(`
	mutation RunHere($input: RunCommandInput!) { runCommand(input: $input) { id channel } }
`);

export const runChannelsDocument = graphql(`
	query RunChannels { channels { name platform clusters } }
`);

export type ClusterCommands = ResultOf<typeof clusterCommandsDocument>;

export const removeClusterDocument = graphql(`
	mutation RemoveCluster($name: String!) { removeCluster(name: $name) { id name state } }
`);

export type ListedCluster = ResultOf<
	typeof clustersDocument
>["clusters"]["edges"][number]["node"];
export type ClusterDetail = NonNullable<
	ResultOf<typeof clusterDocument>["cluster"]
>;
export type ClusterEvent = ResultOf<
	typeof clusterEventsDocument
>["clusterEvents"];
export type JoinToken = ResultOf<typeof addClusterDocument>["addCluster"];

export const rotateCredentialDocument = graphql(`
	mutation RotateCredential($cluster: String!) {
		rotateCredential(cluster: $cluster) { id credentialExpiresAt }
	}
`);

export const revokeCredentialDocument = graphql(`
	mutation RevokeCredential($cluster: String!) {
		revokeCredential(cluster: $cluster) { id credentialExpiresAt }
	}
`);

export const machineTokensDocument = graphql(`
	query MachineTokens($cluster: String!, $after: String) {
		machineTokens(cluster: $cluster, first: 50, after: $after) {
			edges { node { id label createdAt expiresAt lastUsedAt } }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export const createMachineTokenDocument = graphql(`
	mutation CreateMachineToken($cluster: String!, $label: String!, $expiresInDays: Int) {
		createMachineToken(cluster: $cluster, label: $label, expiresInDays: $expiresInDays) {
			token
			machineToken { id label }
		}
	}
`);

export const endMachineTokenDocument = graphql(`
	mutation EndMachineToken($id: ID!) { endMachineToken(id: $id) { id label } }
`);

export type MachineToken = ResultOf<
	typeof machineTokensDocument
>["machineTokens"]["edges"][number]["node"];
