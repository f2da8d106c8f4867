import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import {
	IconPlus,
	IconServer2,
	IconZoomExclamation,
} from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";
import { failureOf } from "../../data/api-failure.ts";
import { useApiPages, useApiQuery } from "../../data/use-api.ts";
import { ConnectionNote } from "../../parts/connection-note.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Loading } from "../../parts/loading.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { SavedFilters } from "../../parts/saved-filters.tsx";
import { AddCluster } from "./add-cluster.tsx";
import { ClusterFilters, countsOf } from "./cluster-filters.tsx";
import { ClusterList } from "./cluster-list.tsx";
import {
	type ClusterSearch,
	clusterQuery,
	clusterSearchParams,
	readClusterSearch,
} from "./cluster-search.ts";
import { clustersDocument, fleetSummaryDocument } from "./documents.ts";
import { useLiveFleet } from "./use-live-fleet.ts";

const from = "/o/$organisation/clusters";

/** The fleet at a glance, and the way to each cluster. */
export function ClustersPage() {
	const navigate = useNavigate({ from });
	const search = readClusterSearch(useSearch({ from }));
	const connection = useLiveFleet();
	const summary = useApiQuery(fleetSummaryDocument, {});
	const [adding, { open, close }] = useDisclosure(false);
	const counts = countsOf(summary.data?.fleetSummary);
	const change = (wanted: ClusterSearch) =>
		void navigate({
			to: ".",
			search: clusterSearchParams(wanted),
			replace: true,
			resetScroll: false,
		});
	return (
		<>
			<PageHeader
				title="Clusters"
				note={
					<Group gap="xs">
						<Text span inherit>
							{counts ? countWords(sum(counts)) : "…"} in this organisation
						</Text>
						<ConnectionNote connection={connection} />
					</Group>
				}
			>
				<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
					Add a cluster
				</Button>
			</PageHeader>
			<Found search={search} counts={counts} onChange={change} onAdd={open} />
			<AddCluster opened={adding} onClose={close} />
		</>
	);
}

function Found(props: {
	readonly search: ClusterSearch;
	readonly counts: ReadonlyMap<string, number> | undefined;
	readonly onChange: (search: ClusterSearch) => void;
	readonly onAdd: () => void;
}) {
	const { search, counts } = props;
	const list = useApiPages(
		clustersDocument,
		clusterQuery(search),
		({ clusters }) => clusters,
	);
	const { fetchNextPage } = list;
	const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
	const failure = list.error ? failureOf(list.error) : undefined;
	const isLabelProblem = failure?.kind === "invalid" && search.labels !== "";
	const pages = list.data?.pages ?? [];
	const clusters = pages.flatMap((page) =>
		page.clusters.edges.map(({ node }) => node),
	);
	return (
		<>
			<Group justify="flex-end" mb="xs">
				<SavedFilters
					list="clusters"
					search={clusterSearchParams(search)}
					onChoose={(saved) => props.onChange(readClusterSearch(saved))}
				/>
			</Group>
			<ClusterFilters
				search={search}
				counts={counts}
				labelProblem={isLabelProblem ? failure.message : undefined}
				onChange={props.onChange}
			/>
			{list.error && !isLabelProblem && (
				<ProblemNote error={list.error} onRetry={() => void list.refetch()} />
			)}
			{list.isPending && <Loading what="clusters" />}
			{list.data && clusters.length === 0 && <None {...props} />}
			{clusters.length > 0 && (
				<ClusterList
					clusters={clusters}
					totalCount={pages[0]?.clusters.totalCount ?? clusters.length}
					hasMore={list.hasNextPage}
					isFetching={list.isFetchingNextPage}
					onMore={more}
					sort={search.sort}
					onSort={(sort) => props.onChange({ ...search, sort })}
				/>
			)}
		</>
	);
}

function None(props: {
	readonly counts: ReadonlyMap<string, number> | undefined;
	readonly onChange: (search: ClusterSearch) => void;
	readonly onAdd: () => void;
}) {
	if (props.counts && sum(props.counts) > 0)
		return (
			<EmptyState icon={IconZoomExclamation} title="No matching clusters">
				<Text mb="sm">No cluster matches all of these filters.</Text>
				<Button
					variant="default"
					onClick={() => props.onChange(readClusterSearch({}))}
				>
					Clear filters
				</Button>
			</EmptyState>
		);
	return (
		<EmptyState icon={IconServer2} title="No clusters yet">
			<Text mb="sm">
				Add a cluster, then start its agent with the command you get. The
				cluster connects by itself.
			</Text>
			<Button onClick={props.onAdd}>Add your first cluster</Button>
		</EmptyState>
	);
}

function countWords(clusters: number): string {
	return clusters === 1 ? "1 cluster" : `${clusters} clusters`;
}

function sum(counts: ReadonlyMap<string, number>): number {
	let all = 0;
	for (const [state, count] of counts) if (state !== "REMOVED") all += count;
	return all;
}
