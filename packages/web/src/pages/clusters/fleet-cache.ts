import type { InfiniteData } from "@tanstack/react-query";
import type { ResultOf } from "../../data/graphql.ts";
import type {
	ClusterEvent,
	clustersDocument,
	fleetSummaryDocument,
} from "./documents.ts";

type ListPage = ResultOf<typeof clustersDocument>;
export type ListPages = InfiniteData<ListPage, string | null>;

/**
 * The list with what was heard of one cluster put in its place; the same list when it is not in it. A removed one leaves it.
 */
export function withEvent(list: ListPages, event: ClusterEvent): ListPages {
	const isListed = list.pages.some((page) => holds(page, event.id));
	if (!isListed) return list;
	const pages = list.pages.map((page) => {
		if (!holds(page, event.id)) return page;
		const { edges } = page.clusters;
		return {
			clusters: {
				...page.clusters,
				edges:
					event.state === "REMOVED"
						? edges.filter(({ node }) => node.id !== event.id)
						: edges.map((edge) =>
								edge.node.id === event.id
									? { ...edge, node: { ...edge.node, ...event } }
									: edge,
							),
			},
		};
	});
	return { ...list, pages };
}

/**
 * Whether what was heard may belong into a list that does not hold it yet, or to another place of one that does: `goesByState` says
 * that states decide what the list shows, or in which order.
 */
export function mayBelongElsewhere(
	list: ListPages,
	event: ClusterEvent,
	goesByState: boolean,
): boolean {
	if (event.state === "REMOVED") return false;
	const state = stateIn(list, event.id);
	return state === undefined || (goesByState && state !== event.state);
}

/** The state in which a list shows a cluster; undefined when it does not. */
export function stateIn(list: ListPages, id: string): string | undefined {
	for (const { clusters } of list.pages)
		for (const { node } of clusters.edges)
			if (node.id === id) return node.state;
	return undefined;
}

type Summary = ResultOf<typeof fleetSummaryDocument>;

/** The sums after a cluster went from one state to another: a row and the filter above it say the same at once. */
export function withMove(summary: Summary, from: string, to: string): Summary {
	if (from === to) return summary;
	const change = (state: string) =>
		Number(state === to) - Number(state === from);
	return {
		fleetSummary: summary.fleetSummary.map(({ state, count }) => ({
			state,
			count: Math.max(0, count + change(state)),
		})),
	};
}

function holds(page: ListPage, id: string): boolean {
	return page.clusters.edges.some(({ node }) => node.id === id);
}
