import { useNavigate, useSearch } from "@tanstack/react-router";
import type { ConfigurationSearch } from "./configuration-search.ts";

const from = "/o/$organisation/configuration";

/** What the address says to show, and the way to another. */
export function useConfigurationSearch(): readonly [
	ConfigurationSearch,
	(next: ConfigurationSearch) => void,
] {
	const search = useSearch({ from });
	const navigate = useNavigate({ from });
	return [
		search,
		(next) => void navigate({ to: ".", search: next, resetScroll: false }),
	];
}
