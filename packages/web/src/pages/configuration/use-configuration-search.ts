import { useNavigate, useSearch } from "@tanstack/react-router";
import {
	type ConfigurationSearch,
	readSearch,
} from "./configuration-search.ts";

/** What the address says to show, and the way to another. */
export function useConfigurationSearch(): readonly [
	ConfigurationSearch,
	(next: ConfigurationSearch) => void,
] {
	const search = readSearch(useSearch({ strict: false }));
	const navigate = useNavigate();
	return [
		search,
		(next) =>
			void navigate({ to: ".", search: next as never, resetScroll: false }),
	];
}
