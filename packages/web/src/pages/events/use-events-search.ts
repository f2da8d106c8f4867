import { useNavigate, useSearch } from "@tanstack/react-router";
import type { EventsSearch } from "./events-search.ts";

/** What the address asks for, and the way to ask something else. */
export function useEventsSearch(): {
	readonly search: EventsSearch;
	readonly setSearch: (search: EventsSearch) => void;
} {
	const search = useSearch({ from: "/o/$organisation/events" });
	const navigate = useNavigate({ from: "/o/$organisation/events" });
	return {
		search,
		setSearch: (wanted) =>
			void navigate({
				to: ".",
				search: wanted,
				replace: true,
				resetScroll: false,
			}),
	};
}
