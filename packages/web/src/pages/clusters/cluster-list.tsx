import { Box, Button, Center, Loader } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { ClusterCard } from "./cluster-card.tsx";
import type { ClusterSort } from "./cluster-search.ts";
import { ClusterTable } from "./cluster-table.tsx";
import type { ListedCluster } from "./documents.ts";
import type { RowWindow } from "./row-window.ts";

/** Any number of clusters: only those in view are drawn, and more are fetched as the end comes near. */
export function ClusterList(props: {
	readonly clusters: readonly ListedCluster[];
	readonly totalCount: number;
	readonly hasMore: boolean;
	readonly isFetching: boolean;
	readonly onMore: () => void;
	readonly sort: ClusterSort;
	readonly onSort: (sort: ClusterSort) => void;
}) {
	const { clusters, hasMore, isFetching, onMore } = props;
	const isWide = useMediaQuery("(min-width: 62em)") ?? true;
	const top = useRef<HTMLDivElement>(null);
	const virtual = useWindowVirtualizer({
		count: clusters.length,
		estimateSize: () => (isWide ? 48 : 120),
		overscan: 10,
		scrollMargin: top.current?.offsetTop ?? 0,
		getItemKey: (index) => clusters[index]?.id ?? index,
	});
	const items = virtual.getVirtualItems();
	const first = items.at(0);
	const last = items.at(-1);
	const isNearEnd = (last?.index ?? -1) >= clusters.length - 20;
	useEffect(() => {
		if (isNearEnd && hasMore && !isFetching) onMore();
	}, [isNearEnd, hasMore, isFetching, onMore]);
	const margin = virtual.options.scrollMargin;
	const window: RowWindow = {
		rows: items.map(({ index, key }) => ({ index, key: String(key) })),
		above: (first?.start ?? margin) - margin,
		below: virtual.getTotalSize() - ((last?.end ?? margin) - margin),
		measure: virtual.measureElement,
	};
	return (
		<>
			<Box ref={top}>
				{isWide ? (
					<ClusterTable {...props} window={window} />
				) : (
					<Cards clusters={clusters} window={window} />
				)}
				{hasMore && (
					<Center py="md">
						{isFetching ? (
							<Loader size="sm" aria-label="Loading more clusters" />
						) : (
							<Button variant="default" size="xs" onClick={onMore}>
								Show more
							</Button>
						)}
					</Center>
				)}
			</Box>
		</>
	);
}

function Cards(props: {
	readonly clusters: readonly ListedCluster[];
	readonly window: RowWindow;
}) {
	const { rows, above, below, measure } = props.window;
	return (
		<Box
			component="ul"
			aria-label="Clusters"
			p={0}
			m={0}
			style={{
				listStyle: "none",
				paddingTop: above,
				paddingBottom: below,
			}}
		>
			{rows.map(({ index, key }) => {
				const cluster = props.clusters[index];
				return (
					cluster && (
						<li key={key} data-index={index} ref={measure}>
							<ClusterCard cluster={cluster} />
						</li>
					)
				);
			})}
		</Box>
	);
}
