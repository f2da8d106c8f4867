import { useEffect, useState } from "react";
import type { ConnectionState } from "../../data/subscribe.ts";
import { useApiPages, useApiSubscription } from "../../data/use-api.ts";
import { useAfterInterruption } from "../../parts/use-after-interruption.ts";
import { useLookOn } from "../../parts/use-look-on.ts";
import {
	type Notice,
	noticeEventsDocument,
	noticesDocument,
} from "./documents.ts";
import type { EventsFilter } from "./events-search.ts";
import { mergeNotices, mostHeard, notListed } from "./merge-notices.ts";

export interface Notices {
	/** Undefined while the first page is on its way. */
	readonly rows: readonly Notice[] | undefined;
	readonly error: unknown;
	readonly hasMore: boolean;
	readonly isLoadingMore: boolean;
	readonly loadMore: () => void;
	readonly again: () => void;
	/** New ones that are not shown yet. */
	readonly fresh: number;
	readonly showFresh: () => void;
	readonly connection: ConnectionState;
	/** Grows with each that is heard. */
	readonly heard: number;
}

/** Notices that match a filter, latest first. New ones are shown at once, or, while somebody reads, when one wants to see them. */
export function useNotices(of: {
	readonly filter: EventsFilter;
	readonly since: string;
	readonly until: string | undefined;
	readonly isReading: boolean;
	/** Whether the filter is known yet. */
	readonly enabled: boolean;
}): Notices {
	const { filter, since, until } = of;
	const pages = useApiPages(
		noticesDocument,
		{ filter: { ...filter, since, ...(until ? { until } : {}) } },
		({ notices }) => notices,
		{ refetchOnWindowFocus: false, enabled: of.enabled },
	);
	const live = useHeard(
		filter,
		of.enabled && until === undefined,
		() => void pages.refetch(),
	);
	const listed = pages.data?.pages.flatMap(({ notices }) =>
		notices.edges.map(({ node }) => node),
	);
	const rows = listed && mergeNotices(live.taken, listed);
	const fresh = notListed(live.aside, rows ?? []).length;
	const { take } = live;
	const isDue = !of.isReading && live.aside.length > 0;
	useEffect(() => {
		if (isDue) take();
	});
	const reading = useLookOn(pages, rows?.length ?? 0);
	return {
		rows,
		...reading,
		fresh,
		showFresh: take,
		connection: live.connection,
		heard: live.heard,
	};
}

interface Heard {
	readonly key: string;
	readonly aside: readonly Notice[];
	readonly taken: readonly Notice[];
	readonly heard: number;
}

/** What is heard, put aside until it is taken; what was missed while the connection was down is asked for. */
function useHeard(filter: EventsFilter, isLive: boolean, askAgain: () => void) {
	const key = JSON.stringify(filter);
	const nothing: Heard = { key, aside: [], taken: [], heard: 0 };
	const [stored, setHeard] = useState<Heard>(nothing);
	const heard = stored.key === key ? stored : nothing;
	const connection = useApiSubscription(
		noticeEventsDocument,
		{ filter },
		({ noticeEvents }) =>
			setHeard((before) => {
				const now = before.key === key ? before : nothing;
				const aside = mergeNotices([noticeEvents], now.aside);
				return {
					...now,
					aside: aside.slice(0, mostHeard),
					heard: now.heard + 1,
				};
			}),
		{ enabled: isLive },
	);
	useAfterInterruption(connection.state, askAgain);
	return {
		...heard,
		connection,
		take() {
			// More than are kept were heard: the list itself is read anew.
			if (heard.aside.length >= mostHeard) askAgain();
			setHeard({
				...heard,
				aside: [],
				taken: mergeNotices(heard.aside, heard.taken).slice(0, mostHeard),
			});
		},
	};
}
