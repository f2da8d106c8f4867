import { Alert, Grid, Group, Stack, Text } from "@mantine/core";
import { IconServerOff } from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { useApiQuery } from "../../data/use-api.ts";
import { ClusterState } from "../../parts/cluster-state.tsx";
import { ConnectionNote } from "../../parts/connection-note.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { AnchorLink, ButtonLink } from "../../parts/links.tsx";
import { Loading } from "../../parts/loading.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { AgentWarnings } from "./agent-warnings.tsx";
import { ClusterActions } from "./cluster-actions.tsx";
import { ClusterCommands } from "./cluster-commands.tsx";
import { ClusterFacts } from "./cluster-facts.tsx";
import { ClusterPlugins } from "./cluster-plugins.tsx";
import { type ClusterDetail, clusterDocument } from "./documents.ts";
import { JoiningCluster } from "./joining-cluster.tsx";
import { MachineTokens } from "./machine-tokens.tsx";
import { RunHere } from "./run-here.tsx";
import { useLiveFleet } from "./use-live-fleet.ts";
import { useLookAgain } from "./use-look-again.ts";

/** Everything about one cluster, and what can be done with it. */
export function ClusterPage() {
	const { cluster: name, organisation } = useParams({
		from: "/o/$organisation/clusters/$cluster",
	});
	const connection = useLiveFleet();
	const asked = useApiQuery(clusterDocument, { name });
	const { refetch } = asked;
	useLookAgain(refetch);
	const cluster = asked.isPlaceholderData ? undefined : asked.data?.cluster;
	return (
		<>
			<AnchorLink
				to="/o/$organisation/clusters"
				params={{ organisation }}
				size="sm"
			>
				All clusters
			</AnchorLink>
			<PageHeader
				title={plainOutput(name)}
				note={
					<Group gap="xs">
						{cluster && <ClusterState state={cluster.state} />}
						<ConnectionNote connection={connection} />
					</Group>
				}
			/>
			{asked.error && (
				<ProblemNote error={asked.error} onRetry={() => void refetch()} />
			)}
			{asked.isPending && <Loading what="the cluster" />}
			{cluster && <Detail cluster={cluster} />}
			{cluster === null && <Gone organisation={organisation} />}
		</>
	);
}

function Detail({ cluster }: { readonly cluster: ClusterDetail }) {
	const { kubernetes } = cluster;
	return (
		<>
			{kubernetes && !kubernetes.reachable && (
				<Alert color="red" title="Kubernetes is not responding" mb="md">
					{plainOutput(kubernetes.problem ?? "The agent gave no reason.")}
				</Alert>
			)}
			<AgentWarnings cluster={cluster} />
			{cluster.state === "JOINING" ? (
				<JoiningCluster cluster={cluster} />
			) : (
				<RunHere cluster={cluster.name} />
			)}
			<Grid>
				<Grid.Col span={{ base: 12, md: 6 }}>
					<Stack>
						<ClusterCommands cluster={cluster.name} />
					</Stack>
				</Grid.Col>
				<Grid.Col span={{ base: 12, md: 6 }}>
					<Stack>
						<ClusterFacts cluster={cluster} />
						<ClusterPlugins plugins={cluster.plugins} />
						<MachineTokens cluster={cluster.name} />
					</Stack>
				</Grid.Col>
			</Grid>
			<ClusterActions cluster={cluster} />
		</>
	);
}

function Gone({ organisation }: { readonly organisation: string }) {
	return (
		<EmptyState icon={IconServerOff} title="Cluster not found">
			<Text mb="sm">
				No cluster of this organisation has this name. It may have been removed.
			</Text>
			<ButtonLink
				to="/o/$organisation/clusters"
				params={{ organisation }}
				variant="default"
			>
				All clusters
			</ButtonLink>
		</EmptyState>
	);
}
