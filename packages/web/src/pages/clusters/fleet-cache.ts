import type { InfiniteData } from "@tanstack/react-query";
import type { ResultOf } from "../../data/graphql.ts";
import type { ClusterEvent, clustersDocument } from "./documents.ts";

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

/** Whether what was heard may belong into a list that does not hold it yet, or no longer into one that does. */
export function mayBelongElsewhere(
	list: ListPages,
	event: ClusterEvent,
	isFiltered: boolean,
): boolean {
	if (event.state === "REMOVED") return false;
	return isFiltered || !list.pages.some((page) => holds(page, event.id));
}

function holds(page: ListPage, id: string): boolean {
	return page.clusters.edges.some(({ node }) => node.id === id);
}
