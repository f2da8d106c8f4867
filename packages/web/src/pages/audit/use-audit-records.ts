import { useState } from "react";
import type { ConnectionState } from "../../data/subscribe.ts";
import { useApiPages, useApiSubscription } from "../../data/use-api.ts";
import { useAfterInterruption } from "../../parts/use-after-interruption.ts";
import { useLookOn } from "../../parts/use-look-on.ts";
import type { AuditFilter, AuditSearch } from "./audit-filter.ts";
import { auditEventsDocument, auditRecordsDocument } from "./documents.ts";
import { mergeRows, notShown, putAside } from "./merge-rows.ts";
import type { AuditRow } from "./record-words.ts";

export interface AuditRecords {
	/** Undefined while the first page is on its way. */
	readonly rows: readonly AuditRow[] | undefined;
	readonly error: unknown;
	readonly hasMore: boolean;
	readonly isLoadingMore: boolean;
	readonly loadMore: () => void;
	readonly again: () => void;
	/** New records that are not shown yet. */
	readonly fresh: number;
	readonly showFresh: () => void;
	readonly connection: ConnectionState;
	/** Whether the list can get new records at all. */
	readonly isLive: boolean;
}

/** Records that match a filter; new ones wait above the newest until one wants to see them, so that nothing jumps. */
export function useAuditRecords(
	filter: AuditFilter,
	sort: AuditSearch["sort"],
): AuditRecords {
	const pages = useApiPages(
		auditRecordsDocument,
		{ filter, order: sort === "oldest" ? "OLDEST" : "NEWEST" },
		({ auditRecords }) => auditRecords,
		{ refetchOnWindowFocus: false },
	);
	const live = useFresh(
		filter,
		sort === undefined && filter.until === undefined,
		() => void pages.refetch(),
	);
	const listed = pages.data?.pages.flatMap(({ auditRecords }) =>
		auditRecords.edges.map(({ node }) => node),
	);
	const rows = listed && (live.isLive ? mergeRows(live.taken, listed) : listed);
	const reading = useLookOn(pages, rows?.length ?? 0);
	return {
		rows,
		...reading,
		fresh: notShown(live.aside, rows ?? []).length,
		showFresh: live.take,
		connection: live.connection,
		isLive: live.isLive,
	};
}

interface Heard {
	readonly key: string;
	readonly aside: readonly AuditRow[];
	readonly taken: readonly AuditRow[];
}

/** New records, put aside until they are taken; what was missed while the connection was down is asked for. */
function useFresh(filter: AuditFilter, isLive: boolean, askAgain: () => void) {
	const key = JSON.stringify(filter);
	const nothing: Heard = { key, aside: [], taken: [] };
	const [stored, setHeard] = useState<Heard>(nothing);
	const heard = stored.key === key ? stored : nothing;
	const connection = useApiSubscription(
		auditEventsDocument,
		{ filter },
		({ auditEvents }) =>
			setHeard((before) => {
				const now = before.key === key ? before : nothing;
				return { ...now, aside: putAside(now.aside, auditEvents) };
			}),
		{ enabled: isLive },
	);
	useAfterInterruption(connection.state, askAgain);
	return {
		...heard,
		connection,
		isLive,
		take: () =>
			setHeard({
				key,
				aside: [],
				taken: mergeRows(heard.aside, heard.taken),
			}),
	};
}
