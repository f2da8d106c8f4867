import { AppError, type OrganisationId } from "@quarterdeck/contract";
import { matchesGlob } from "../permissions/index.ts";
import type { Cluster } from "./cluster.ts";
import { matchesSelector, parseSelector } from "./labels.ts";
import { hintFor } from "./nearest-name.ts";

/** Where to: everywhere, or the union of terms, each a name, a glob (`prod-*`) or a label selector (`region=eu,tier!=test`). */
export type ClusterSelection =
	| { readonly kind: "all" }
	| { readonly kind: "terms"; readonly terms: readonly string[] };

export interface SelectedClusters {
	/** By name, each once. */
	readonly clusters: readonly Cluster[];
	/** One for each term that matches nothing: CLUSTER_UNKNOWN, CLUSTER_NONE_MATCHES or INPUT_INVALID. */
	readonly problems: readonly AppError[];
}

/**
 * The clusters a person means. Terms that match nothing are told beside those that do: the caller decides whether that stops all.
 */
export function selectFrom(
	known: readonly Cluster[],
	selection: ClusterSelection,
): SelectedClusters {
	if (selection.kind === "all")
		return {
			clusters: known,
			problems:
				known.length === 0 ? [noneMatches("--all-clusters", known)] : [],
		};
	const chosen = new Set<Cluster>();
	const problems: AppError[] = [];
	for (const term of selection.terms) {
		try {
			for (const cluster of matching(known, term.trim())) chosen.add(cluster);
		} catch (error) {
			if (!(error instanceof AppError)) throw error;
			problems.push(error);
		}
	}
	return { clusters: known.filter((one) => chosen.has(one)), problems };
}

function matching(known: readonly Cluster[], term: string): Cluster[] {
	const found = /[=!\s(]/.test(term)
		? bySelector(known, term)
		: known.filter((cluster) =>
				/[*?]/.test(term)
					? matchesGlob(term, cluster.name)
					: cluster.name === term,
			);
	if (found.length > 0) return found;
	if (/[*?=!\s(]/.test(term)) throw noneMatches(term, known);
	throw new AppError("CLUSTER_UNKNOWN", {
		cluster: term.slice(0, 100),
		hint: hintFor(
			term,
			known.map((one) => one.name),
			"clusters",
		),
	});
}

function bySelector(known: readonly Cluster[], term: string): Cluster[] {
	const requirements = parseSelector(term);
	return known.filter((one) => matchesSelector(one.labels, requirements));
}

function noneMatches(selector: string, known: readonly Cluster[]): AppError {
	const hint =
		known.length === 0
			? "There are no clusters yet. Add one with: qd cluster add NAME"
			: "List them with: qd cluster list";
	return new AppError("CLUSTER_NONE_MATCHES", {
		selector: selector.slice(0, 100),
		hint,
	});
}

/** Reads every cluster of the organisation, page by page. */
export async function allClusters(
	list: (
		organisationId: OrganisationId,
		page: { readonly limit: number; readonly afterName?: string | undefined },
	) => Promise<readonly Cluster[]>,
	organisationId: OrganisationId,
): Promise<Cluster[]> {
	const all: Cluster[] = [];
	for (let afterName: string | undefined; ; ) {
		const batch = await list(organisationId, { limit: 1000, afterName });
		all.push(...batch);
		if (batch.length < 1000) return all;
		afterName = batch.at(-1)?.name;
	}
}
