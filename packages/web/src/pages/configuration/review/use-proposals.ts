import { useApiPages } from "../../../data/use-api.ts";
import { configurationProposalsDocument } from "../documents.ts";
import { isWaiting, type Proposal } from "./proposal.ts";

/** Changes that wait or waited for a second member, newest first. */
export interface Proposals {
	/** Undefined until they are known. */
	readonly all: readonly Proposal[] | undefined;
	/** How many of those that are loaded wait; only the newest can. */
	readonly waiting: number;
	readonly error: unknown;
	readonly again: () => void;
	readonly hasMore: boolean;
	readonly isLoadingMore: boolean;
	readonly loadMore: () => void;
}

export function useProposals(): Proposals {
	const pages = useApiPages(
		configurationProposalsDocument,
		{},
		({ configurationProposals }) => configurationProposals,
	);
	const all = pages.data?.pages.flatMap(({ configurationProposals }) =>
		configurationProposals.edges.map(({ node }) => node),
	);
	return {
		all,
		waiting: all?.filter(isWaiting).length ?? 0,
		error: pages.error ?? undefined,
		again: () => void pages.refetch(),
		hasMore: pages.hasNextPage,
		isLoadingMore: pages.isFetchingNextPage,
		loadMore: () => void pages.fetchNextPage(),
	};
}
