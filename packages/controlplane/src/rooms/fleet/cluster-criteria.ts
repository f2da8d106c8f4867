import {
	AppError,
	type ClusterId,
	matchesSelector,
	parseSelector,
	type Requirement,
} from "@quarterdeck/contract";
import { matchesGlob } from "../permissions/index.ts";
import type { Cluster, ClusterState } from "./cluster.ts";

/** Which clusters to list. An absent field matches every cluster. */
export interface ClusterFilter {
	/** Labels as kubectl takes them. */
	readonly selector?: string | undefined;
	/** Part of the name. */
	readonly search?: string | undefined;
	/** In one of these states, as stored; `settleStates` stores what was heard since. */
	readonly states?: readonly ClusterState[] | undefined;
	/** Only this cluster. */
	readonly only?: ClusterId | undefined;
}

/** What a cluster must match: every field that is present. The store reads it as SQL, `meetsCriteria` is the reference. */
export interface ClusterCriteria {
	readonly requirements?: readonly Requirement[] | undefined;
	readonly search?: string | undefined;
	readonly states?: readonly ClusterState[] | undefined;
	readonly only?: ClusterId | undefined;
	/** At least one of these. */
	readonly terms?: readonly ClusterTerm[] | undefined;
}

/** How a person names clusters. */
export type ClusterTerm =
	| { readonly kind: "name"; readonly name: string }
	| { readonly kind: "glob"; readonly pattern: string }
	| {
			readonly kind: "selector";
			readonly requirements: readonly Requirement[];
	  };

/** @throws AppError INPUT_INVALID for a selector that is none. */
export function readClusterFilter(filter: ClusterFilter): ClusterCriteria {
	const selector = filter.selector?.trim() ?? "";
	const search = filter.search?.trim().toLowerCase() ?? "";
	if (search.length > maxSearchLength)
		throw new AppError("INPUT_INVALID", {
			field: "search",
			reason: `a name has at most ${maxSearchLength} characters`,
		});
	return {
		requirements: selector === "" ? undefined : parseSelector(selector),
		search: search === "" ? undefined : search,
		states: filter.states,
		only: filter.only,
	};
}

const maxSearchLength = 63;

/** A name, a glob (`prod-*`) or a label selector (`region=eu,tier!=test`). @throws AppError INPUT_INVALID. */
export function readClusterTerm(text: string): ClusterTerm {
	if (/[=!\s(]/.test(text))
		return { kind: "selector", requirements: parseSelector(text) };
	if (/[*?]/.test(text)) return { kind: "glob", pattern: text };
	return { kind: "name", name: text };
}

/** Whether a cluster meets the criteria. */
export function meetsCriteria(
	cluster: Pick<Cluster, "id" | "name" | "labels" | "state">,
	criteria: ClusterCriteria,
): boolean {
	const { requirements, search, states, only, terms } = criteria;
	return (
		(requirements === undefined ||
			matchesSelector(cluster.labels, requirements)) &&
		(search === undefined || cluster.name.includes(search)) &&
		(states === undefined || states.includes(cluster.state)) &&
		(only === undefined || cluster.id === only) &&
		(terms === undefined || terms.some((term) => meetsTerm(cluster, term)))
	);
}

/** Whether a cluster is among those a term names. */
export function meetsTerm(
	cluster: Pick<Cluster, "name" | "labels">,
	term: ClusterTerm,
): boolean {
	if (term.kind === "name") return cluster.name === term.name;
	return term.kind === "glob"
		? matchesGlob(term.pattern, cluster.name)
		: matchesSelector(cluster.labels, term.requirements);
}

/** Whether a cluster is among those that any of the terms names, as people write them; a term that cannot be read names none. */
export function meetsTerms(
	cluster: Pick<Cluster, "name" | "labels">,
	terms: readonly string[],
): boolean {
	return terms.some((text) => {
		try {
			return meetsTerm(cluster, readClusterTerm(text.trim()));
		} catch (error) {
			if (error instanceof AppError) return false;
			throw error;
		}
	});
}
