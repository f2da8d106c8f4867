import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import {
	type AuditFilter,
	type AuditSearch,
	filterOf,
} from "./audit-filter.ts";

/** What the address asks for, as it stands there and as it is asked, and the way to ask something else. */
export function useAuditSearch(
	from: "/o/$organisation/audit" | "/o/$organisation/audit/$record",
): {
	readonly search: AuditSearch;
	readonly filter: AuditFilter;
	readonly setSearch: (search: AuditSearch) => void;
} {
	const given = useSearch({ from });
	const key = JSON.stringify(given);
	const asked = useMemo(() => {
		const search: AuditSearch = JSON.parse(key);
		return { search, filter: filterOf(search, Date.now()) };
	}, [key]);
	const navigate = useNavigate({ from });
	return {
		...asked,
		setSearch: (search) =>
			void navigate({
				to: ".",
				search,
				replace: true,
				resetScroll: false,
			}),
	};
}
