import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import {
	type AuditFilter,
	type AuditSearch,
	filterOf,
	readAuditSearch,
} from "./audit-filter.ts";

/** What the address asks for, as it stands there and as it is asked, and the way to ask something else. */
export function useAuditSearch(): {
	readonly search: AuditSearch;
	readonly filter: AuditFilter;
	readonly setSearch: (search: AuditSearch) => void;
} {
	const given = readAuditSearch(useSearch({ strict: false }));
	const key = JSON.stringify(given);
	const asked = useMemo(() => {
		const search: AuditSearch = JSON.parse(key);
		return { search, filter: filterOf(search, Date.now()) };
	}, [key]);
	const navigate = useNavigate();
	return {
		...asked,
		setSearch: (search) =>
			void navigate({
				to: ".",
				search: search as never,
				replace: true,
				resetScroll: false,
			}),
	};
}
