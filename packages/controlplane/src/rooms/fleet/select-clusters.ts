import { AppError, hintFor, type OrganisationId } from "@quarterdeck/contract";
import type { Cluster } from "./cluster.ts";
import {
	type ClusterTerm,
	meetsTerm,
	readClusterTerm,
} from "./cluster-criteria.ts";
import type { ClusterPlace } from "./cluster-order.ts";
import type { ClusterPage, FleetStore } from "./fleet-store.ts";

/** Which clusters: all, or the union of terms, each a name, a glob (`prod-*`) or a label selector (`region=eu,tier!=test`). */
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
 * The clusters a person means. Terms that match nothing are returned beside those that do; the caller decides whether to go on.
 * @param known all clusters of the organisation, or at least those that a term names.
 * @param names of all clusters: for hints.
 */
export function selectFrom(
	known: readonly Cluster[],
	selection: ClusterSelection,
	names: readonly string[] = known.map((one) => one.name),
): SelectedClusters {
	if (selection.kind === "all")
		return {
			clusters: known,
			problems:
				known.length === 0 ? [noneMatches("--all-clusters", names)] : [],
		};
	const chosen = new Set<Cluster>();
	const problems: AppError[] = [];
	for (const text of selection.terms) {
		try {
			const term = readClusterTerm(text.trim());
			const found = known.filter((cluster) => meetsTerm(cluster, term));
			if (found.length === 0) throw nothingFound(term, text.trim(), names);
			for (const cluster of found) chosen.add(cluster);
		} catch (error) {
			if (!(error instanceof AppError)) throw error;
			problems.push(error);
		}
	}
	return { clusters: known.filter((one) => chosen.has(one)), problems };
}

function nothingFound(
	term: ClusterTerm,
	text: string,
	names: readonly string[],
): AppError {
	if (term.kind !== "name") return noneMatches(text, names);
	return new AppError("CLUSTER_UNKNOWN", {
		cluster: text.slice(0, 100),
		hint: hintFor(text, names, "clusters"),
	});
}

function noneMatches(selector: string, names: readonly string[]): AppError {
	const hint =
		names.length === 0
			? "There are no clusters yet. Add one with: qd cluster add NAME"
			: "List them with: qd cluster list";
	return new AppError("CLUSTER_NONE_MATCHES", {
		selector: selector.slice(0, 100),
		hint,
	});
}

/** A fleet up to this size is read whole before the selection is known; of a larger one only the selected clusters are read. */
const smallFleet = 200;

/**
 * Begins to read the clusters before the selection is known: the first page, which is the whole fleet for most. Of a larger fleet
 * only the selected clusters are read then, and all names only when a term matches nothing.
 * @returns the function that selects from them.
 */
export function beginSelection(
	store: FleetStore,
	organisationId: OrganisationId,
): (selection: ClusterSelection) => Promise<SelectedClusters> {
	const reading = store.listClusters(organisationId, { limit: smallFleet });
	// The failure is thrown to whoever selects; perhaps nobody does.
	reading.catch(() => {});
	return async (selection) => {
		const first = await reading;
		if (first.length < smallFleet) return selectFrom(first, selection);
		const known = await allClusters(store, organisationId, selection);
		const selected = selectFrom(known, selection);
		if (selected.problems.length === 0) return selected;
		return selectFrom(known, selection, await allNames(store, organisationId));
	};
}

/** Every selected cluster, read page by page. */
async function allClusters(
	store: FleetStore,
	organisationId: OrganisationId,
	selection: ClusterSelection,
): Promise<Cluster[]> {
	const criteria =
		selection.kind === "all" ? {} : { terms: readableTerms(selection.terms) };
	return everyPage(
		(page) => store.listClusters(organisationId, page, criteria),
		(cluster) => cluster.name,
	);
}

function readableTerms(terms: readonly string[]): readonly ClusterTerm[] {
	return terms.flatMap((text) => {
		try {
			return [readClusterTerm(text.trim())];
		} catch {
			// Reported as a problem by `selectFrom`.
			return [];
		}
	});
}

/** The name of every cluster of the organisation. */
export async function allNames(
	store: FleetStore,
	organisationId: OrganisationId,
): Promise<string[]> {
	return everyPage(
		(page) => store.listClusterNames(organisationId, page),
		(name) => name,
	);
}

async function everyPage<T>(
	read: (page: ClusterPage) => Promise<readonly T[]>,
	nameOf: (item: T) => string,
): Promise<T[]> {
	const all: T[] = [];
	for (let after: ClusterPlace | undefined; ; ) {
		const batch = await read({ limit: 1000, after });
		all.push(...batch);
		const last = batch.at(-1);
		if (batch.length < 1000 || last === undefined) return all;
		after = { name: nameOf(last), value: "" };
	}
}
