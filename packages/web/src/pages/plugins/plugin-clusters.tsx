import { Button, Group, Paper, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useApiMutation, useApiPages } from "../../data/use-api.ts";
import { ConfirmButton } from "../../parts/confirm-button.tsx";
import { Loading } from "../../parts/loading.tsx";
import { notifyDone } from "../../parts/notify.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { ClusterLink } from "../clusters/cluster-link.tsx";
import {
	type ClusterPlugin,
	pluginClustersDocument,
	restartPluginDocument,
} from "./documents.ts";
import { PluginHealth } from "./plugin-health.tsx";
import { PluginLogs } from "./plugin-logs.tsx";

interface Named {
	readonly plugin: string;
	readonly kind: "EXECUTOR" | "SOURCE";
}

/** The clusters that have a plugin: how it is there, what it streams, its logs, and a way to restart it. */
export function PluginClusters({ plugin, kind }: Named) {
	const list = useApiPages(
		pluginClustersDocument,
		{ key: plugin, kind },
		({ pluginClusters }) => pluginClusters,
	);
	const found = list.data?.pages.flatMap(({ pluginClusters }) =>
		pluginClusters.edges.map(({ node }) => node),
	);
	return (
		<Stack gap="xs" mt="sm">
			{list.isPending && <Loading what="clusters" />}
			{list.error && <ProblemNote error={list.error} />}
			{found?.map((one) => (
				<InCluster
					key={one.cluster}
					found={one}
					plugin={plugin}
					kind={kind}
					onRestart={() => void list.refetch()}
				/>
			))}
			{list.hasNextPage && (
				<Button
					variant="default"
					loading={list.isFetchingNextPage}
					onClick={() => void list.fetchNextPage()}
				>
					More clusters
				</Button>
			)}
		</Stack>
	);
}

function InCluster(
	props: Named & {
		readonly found: ClusterPlugin;
		readonly onRestart: () => void;
	},
) {
	const { found, plugin, kind } = props;
	const { cluster, health, plugin: state } = found;
	const restart = useApiMutation(restartPluginDocument);
	const error = state.problem ?? state.lastError;
	return (
		<Paper withBorder p="sm">
			<Group gap="xs">
				<ClusterLink name={cluster} />
				<PluginHealth health={health} />
				<Text size="xs" c="dimmed">
					{state.restarts}
					{state.threshold !== null && ` of ${state.threshold}`} restarts
				</Text>
				<ConfirmButton
					short="Restart"
					label={`Restart ${plugin} in ${cluster}`}
					icon={<IconRefresh size={16} aria-hidden />}
					onConfirm={async () => {
						await restart.mutateAsync({ cluster, key: plugin, kind });
						notifyDone(`${plugin} restarted in ${cluster}`);
						props.onRestart();
					}}
				>
					Its processes are replaced. Commands under way finish first; streams
					are opened again.
				</ConfirmButton>
			</Group>
			{error && (
				<Text size="xs" my="xs" style={{ overflowWrap: "anywhere" }}>
					Last error: {plainOutput(error)}
				</Text>
			)}
			{state.streams.map(({ group, state: word, events, refused, problem }) => (
				<Text key={group} size="xs" style={{ overflowWrap: "anywhere" }}>
					{plainOutput(group)}: {plainOutput(word)}, {events} events, {refused}{" "}
					left out{problem && `: ${plainOutput(problem)}`}
				</Text>
			))}
			<PluginLogs cluster={cluster} plugin={plugin} kind={kind} />
		</Paper>
	);
}
