import { type ListedState, listedStates } from "../../parts/listed-states.ts";

/** How the list can be sorted, and what the control plane calls it; the first is the default. */
const orders = {
	trouble: "TROUBLE",
	"trouble-descending": "TROUBLE_DESCENDING",
	name: "NAME",
	"name-descending": "NAME_DESCENDING",
	since: "SINCE",
	"since-descending": "SINCE_DESCENDING",
	labels: "LABELS",
	"labels-descending": "LABELS_DESCENDING",
	kubernetes: "KUBERNETES",
	"kubernetes-descending": "KUBERNETES_DESCENDING",
	agent: "AGENT",
	"agent-descending": "AGENT_DESCENDING",
	running: "RUNNING",
	"running-descending": "RUNNING_DESCENDING",
} as const;
export type ClusterSort = keyof typeof orders;
export const clusterSorts = Object.keys(orders) as readonly ClusterSort[];

/** What of the fleet the page shows; it stands in the address. */
export interface ClusterSearch {
	/** Part of the name. */
	readonly q: string;
	/** Labels as kubectl takes them. */
	readonly labels: string;
	/** None: all. */
	readonly states: readonly ListedState[];
	readonly sort: ClusterSort;
}

/** Reads the address, whatever stands in it. */
export function readClusterSearch(
	given: { readonly [Name in keyof ClusterParams]: unknown },
): ClusterSearch {
	const states = wordOf(given.state).toUpperCase().split(",");
	return {
		q: wordOf(given.q),
		labels: wordOf(given.labels),
		states: listedStates.filter((state) => states.includes(state)),
		sort: clusterSorts.find((sort) => sort === given.sort) ?? "trouble",
	};
}

/** The same as it stands in the address; what is not asked for is left out. */
export interface ClusterParams {
	readonly q?: string | undefined;
	readonly labels?: string | undefined;
	/** States, separated by commas. */
	readonly state?: string | undefined;
	readonly sort?: ClusterSort | undefined;
}

/** What of an address is a search for clusters. */
export function readClusterParams(
	given: Readonly<Record<string, unknown>>,
): ClusterParams {
	return clusterSearchParams(readClusterSearch(given));
}

/** What stands in the address for a search. */
export function clusterSearchParams(search: ClusterSearch): ClusterParams {
	const { q, labels, states, sort } = search;
	return {
		...(q ? { q } : {}),
		...(labels ? { labels } : {}),
		...(states.length > 0 ? { state: states.join(",").toLowerCase() } : {}),
		...(sort === "trouble" ? {} : { sort }),
	};
}

/** The variables of the query for it. */
export function clusterQuery({ q, labels, states, sort }: ClusterSearch) {
	return {
		search: q.trim() || null,
		selector: labels.trim() || null,
		states: states.length > 0 ? [...states] : null,
		order: orders[sort],
	};
}

const maxLength = 500;

// The router reads `?q=7` as a number.
function wordOf(value: unknown): string {
	if (typeof value !== "string" && typeof value !== "number") return "";
	return String(value).slice(0, maxLength);
}
