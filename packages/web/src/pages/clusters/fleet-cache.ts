import type { InfiniteData } from "@tanstack/react-query";
import type { ResultOf } from "../../data/graphql.ts";
import type {
	ClusterEvent,
	clustersDocument,
	fleetSummaryDocument,
	ListedCluster,
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

/** What of a cluster decides whether a list shows it, or where. */
export type PlaceKey =
	| "state"
	| "since"
	| "kubernetesVersion"
	| "agentVersion"
	| "running";

/**
 * Whether what was heard may belong into a list that does not hold it yet, or to another place of one that does, which goes by
 * these.
 */
export function mayBelongElsewhere(
	list: ListPages,
	event: ClusterEvent,
	goesBy: readonly PlaceKey[],
): boolean {
	if (event.state === "REMOVED") return false;
	const shown = listedIn(list, event.id);
	return shown === undefined || goesBy.some((key) => shown[key] !== event[key]);
}

/** The state in which a list shows a cluster; undefined when it does not. */
export function stateIn(list: ListPages, id: string): string | undefined {
	return listedIn(list, id)?.state;
}

function listedIn(list: ListPages, id: string): ListedCluster | undefined {
	for (const { clusters } of list.pages)
		for (const { node } of clusters.edges) if (node.id === id) return node;
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
