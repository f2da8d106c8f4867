import { Button, Group, Paper, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconPlug } from "@tabler/icons-react";
import { useState } from "react";
import { useApiPages } from "../../data/use-api.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loading } from "../../parts/loading.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { type FleetPlugin, pluginsDocument } from "./documents.ts";
import { PluginClusters } from "./plugin-clusters.tsx";
import { PluginHealth } from "./plugin-health.tsx";

/** The plugins over the whole fleet, those that are unwell first. */
export function PluginsPage() {
	const [search, setSearch] = useState("");
	const [key] = useDebouncedValue(search, 200);
	const list = useApiPages(
		pluginsDocument,
		{ key: key || null },
		({ plugins }) => plugins,
	);
	const found = list.data?.pages.flatMap(({ plugins }) =>
		plugins.edges.map(({ node }) => node),
	);
	return (
		<Stack maw={1100}>
			<PageHeader
				title="Plugins"
				note="What runs where, as the agents last reported."
			>
				<Button
					variant="default"
					loading={list.isRefetching}
					onClick={() => void list.refetch()}
				>
					Refresh
				</Button>
			</PageHeader>
			<TextInput
				label="Search plugins"
				maxLength={200}
				value={search}
				onChange={(event) => setSearch(event.currentTarget.value)}
			/>
			{list.isPending && <Loading what="plugins" />}
			{list.error && (
				<ProblemNote error={list.error} onRetry={() => void list.refetch()} />
			)}
			{found?.length === 0 && (
				<EmptyState icon={IconPlug} title="No plugins">
					<Text>Plugins come from the configuration.</Text>
				</EmptyState>
			)}
			{found?.map((one) => (
				<Plugin key={`${one.kind} ${one.key} ${one.version}`} plugin={one} />
			))}
			{list.hasNextPage && (
				<Button
					variant="default"
					loading={list.isFetchingNextPage}
					onClick={() => void list.fetchNextPage()}
				>
					More plugins
				</Button>
			)}
		</Stack>
	);
}

function Plugin({ plugin }: { readonly plugin: FleetPlugin }) {
	const [isOpen, setOpen] = useState(false);
	const name = plainOutput(plugin.key);
	return (
		<Paper withBorder p="md" component="section" aria-label={name}>
			<Group gap="xs">
				<Text fw={600} style={{ overflowWrap: "anywhere" }}>
					{name}
				</Text>
				<Text size="sm" c="dimmed">
					{plugin.kind.toLowerCase()}{" "}
					{plainOutput(plugin.version ?? "version unknown")}
				</Text>
				{plugin.healths.map(({ health, clusters }) => (
					<PluginHealth key={health} health={health} clusters={clusters} />
				))}
			</Group>
			<Text size="sm" mt="xs">
				{plugin.clusters === 1 ? "1 cluster" : `${plugin.clusters} clusters`},{" "}
				{plugin.restarts} restarts
				{plugin.restartedAt && (
					<>
						{" "}
						(last <RelativeTime at={plugin.restartedAt} />)
					</>
				)}
				{plugin.memoryBytes !== null &&
					`, ${Math.ceil(plugin.memoryBytes / 1_048_576)} MiB`}
			</Text>
			{plugin.lastError && (
				<Text size="sm" style={{ overflowWrap: "anywhere" }}>
					Last error: {plainOutput(plugin.lastError)}
				</Text>
			)}
			<Button
				mt="xs"
				size="xs"
				variant="default"
				aria-expanded={isOpen}
				aria-label={`Clusters with ${name}`}
				onClick={() => setOpen(!isOpen)}
			>
				{isOpen ? "Hide clusters" : "Show clusters"}
			</Button>
			{isOpen && <PluginClusters plugin={plugin.key} kind={plugin.kind} />}
		</Paper>
	);
}
