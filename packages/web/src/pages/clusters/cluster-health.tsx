import { Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { plainOutput } from "../../parts/plain-output.ts";
import type { ListedCluster } from "./documents.ts";

/** What is wrong in a cluster though its agent is there; nothing when all is well. */
export function ClusterHealth(props: { readonly cluster: ListedCluster }) {
	const problems = problemsOf(props.cluster);
	if (problems.length === 0) return null;
	return (
		<Group gap={4} wrap="nowrap" align="flex-start" c="red">
			<IconAlertTriangle size={16} aria-hidden style={{ flexShrink: 0 }} />
			<Text size="xs" c="var(--mantine-color-error)" lineClamp={2}>
				{plainOutput(problems.join("; "))}
			</Text>
		</Group>
	);
}

function problemsOf({ kubernetes, plugins }: ListedCluster): string[] {
	const kube =
		kubernetes && !kubernetes.reachable
			? [
					`Kubernetes is not responding: ${kubernetes.problem ?? "no reason given"}`,
				]
			: [];
	const broken = plugins
		.filter(({ problem }) => problem)
		.map(({ key, problem }) => `${key}: ${problem}`);
	return [...kube, ...broken];
}
