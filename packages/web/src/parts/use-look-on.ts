import { useEffect } from "react";

/** Where few match, a page may hold none and yet have a next one: that many are looked through unasked. */
const pagesUnasked = 8;
const enoughRows = 25;

/** A list that is read page by page, as `useApiPages` has it. */
interface Pages {
	readonly data: { readonly pages: readonly unknown[] } | undefined;
	readonly error: unknown;
	readonly hasNextPage: boolean;
	readonly isFetching: boolean;
	readonly isFetchingNextPage: boolean;
	readonly isError: boolean;
	readonly fetchNextPage: () => Promise<unknown>;
	readonly refetch: () => Promise<unknown>;
}

/** What a page of a filtered list shows of its reading, and does by itself: it reads on while few rows were found. */
export function useLookOn(pages: Pages, rows: number) {
	const { hasNextPage, isFetching, isError, fetchNextPage } = pages;
	const looksOn =
		hasNextPage &&
		!isFetching &&
		!isError &&
		rows < enoughRows &&
		(pages.data?.pages.length ?? 0) < pagesUnasked;
	useEffect(() => {
		if (looksOn) void fetchNextPage();
	}, [looksOn, fetchNextPage]);
	return {
		error: pages.error ?? undefined,
		hasMore: hasNextPage,
		isLoadingMore: pages.isFetchingNextPage,
		loadMore() {
			if (!isFetching) void fetchNextPage();
		},
		again: () => void pages.refetch(),
	};
}
