import { Box, Group, Paper, Stack, Text } from "@mantine/core";
import { ClusterState } from "../../parts/cluster-state.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { ClusterHealth } from "./cluster-health.tsx";
import { ClusterLabels } from "./cluster-labels.tsx";
import { ClusterLink } from "./cluster-link.tsx";
import type { ListedCluster } from "./documents.ts";

/** One cluster on a narrow screen. */
export function ClusterCard(props: { readonly cluster: ListedCluster }) {
	const { cluster } = props;
	return (
		<Paper withBorder p="sm" mb="xs">
			<Stack gap={6}>
				<Group justify="space-between" wrap="nowrap" align="flex-start">
					<ClusterLink name={cluster.name} />
					<Box style={{ flexShrink: 0 }}>
						<ClusterState state={cluster.state} />
					</Box>
				</Group>
				<ClusterLabels labels={cluster.labels} most={3} />
				<Text size="xs" c="dimmed">
					since <RelativeTime at={cluster.since} />
					{cluster.kubernetesVersion &&
						` · Kubernetes ${cluster.kubernetesVersion}`}
				</Text>
				<ClusterHealth cluster={cluster} />
			</Stack>
		</Paper>
	);
}
