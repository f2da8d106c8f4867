import type { WatchChange, WatchedResource } from "../watches/index.ts";
import type { ClusterView } from "./cluster-view.ts";
import { differs, diffText, textAt } from "./field-values.ts";
import type { Happening } from "./happening.ts";
import type { KeptObject } from "./kept-object.ts";
import { type Marks, matchesHappening, matchesMarks } from "./match-route.ts";
import {
	type Advice,
	type Neighbour,
	noAdvice,
	recommend,
} from "./recommend.ts";
import type { Telling } from "./render-notice.ts";
import type { KubernetesGroup, Route } from "./route.ts";
import type { YoungAbsences } from "./young-absence.ts";

export interface TellingDeps {
	readonly cluster: ClusterView;
	readonly absences: YoungAbsences;
}

/** A change of an object, and who saw it. */
export interface SeenChange {
	readonly change: WatchChange<KeptObject>;
	readonly happening: Happening;
	readonly identity: WatchedResource["identity"];
	readonly deps: TellingDeps;
}

/** What each group is told of a change of an object itself: once, whatever number of its routes match. */
export function changeTellings(
	routes: readonly Route[],
	seen: SeenChange,
): Telling[] {
	const { change, happening } = seen;
	const marks = marksOf(change);
	const neighbour = neighbourOf(seen);
	const tellings = new Map<KubernetesGroup, Telling>();
	for (const route of routes) {
		if (!matchesHappening(route, happening) || !matchesMarks(route, marks))
			continue;
		const differences = differencesOf(route, change, happening);
		if (!differences) continue;
		const advice = adviceOf(route, change, neighbour);
		if (route.onlyRecommended && isEmpty(advice)) continue;
		const before = tellings.get(route.group)?.messages ?? [];
		tellings.set(route.group, {
			group: route.group,
			messages: [...new Set([...before, ...differences])],
			advice,
		});
	}
	return [...tellings.values()];
}

function marksOf(change: WatchChange<KeptObject>): Marks {
	if (change.object) return change.object.metadata;
	return change.kind === "deleted" ? change.before : {};
}

/** Differences that become messages; undefined when the change is none that the route tells of. */
function differencesOf(
	{ group, fields, includeDiff }: Route,
	change: WatchChange<KeptObject>,
	{ resource }: Happening,
): readonly string[] | undefined {
	if (change.kind !== "updated") return [];
	// A node says every few seconds that it lives.
	if (fields.length === 0)
		return resource === "v1/nodes" && group.source.filters.nodeEventsChecker
			? undefined
			: [];
	const changed = fields.flatMap(({ text, path }) => {
		const after = textAt(change.object, path);
		const before = change.before.fields?.[text] ?? after;
		return differs(before, after) ? [diffText(text, before, after)] : [];
	});
	if (changed.length === 0) return undefined;
	return includeDiff ? changed : [];
}

function adviceOf(
	{ group, resource }: Route,
	change: WatchChange<KeptObject>,
	neighbour: Neighbour,
): Advice {
	return change.kind === "added"
		? recommend(
				resource,
				change.object,
				group.source.recommendations,
				neighbour,
			)
		: noAdvice;
}

function neighbourOf({
	change,
	happening,
	identity,
	deps,
}: SeenChange): Neighbour {
	const { cluster, absences } = deps;
	const { namespace, writtenAt } = happening;
	return (resource, name) => {
		const watched = { apiVersion: "v1", resource, identity };
		const found = cluster.lookUp(watched, namespace, name);
		if (found.state === "kept") return found.kept;
		if (found.state === "unreadable") return "unknown";
		absences.check(change.id, writtenAt, cluster.now());
		return "absent";
	};
}

function isEmpty({ recommendations, warnings }: Advice): boolean {
	return recommendations.length === 0 && warnings.length === 0;
}
