import type { WatchedResource } from "../watches/index.ts";
import type { TellingDeps } from "./change-tellings.ts";
import type { Happening } from "./happening.ts";
import {
	annotationsOf,
	type Marks,
	matchesHappening,
	matchesMarks,
} from "./match-route.ts";
import type { Telling } from "./render-notice.ts";
import type { KubernetesGroup, Route } from "./route.ts";

/**
 * What each group is told of an Event. Labels and annotations are those of the object that the Event is about, as its own watch has
 * them; of an object that is not there any more nothing is known, so no label filter lets it through.
 */
export function eventTellings(
	routes: readonly Route[],
	happening: Happening,
	identity: WatchedResource["identity"],
	deps: TellingDeps,
): Telling[] {
	let known: Marks | undefined;
	const marks = () => (known ??= marksOf(happening, identity, deps));
	const groups = new Set<KubernetesGroup>();
	for (const route of routes)
		if (
			!groups.has(route.group) &&
			matchesHappening(route, happening) &&
			(!looksAtMarks(route) || matchesMarks(route, marks()))
		)
			groups.add(route.group);
	return [...groups].map((group) => ({ group, messages: happening.messages }));
}

/** Whether the object that an Event is about must be watched for the route. */
export function looksAtMarks(route: Route): boolean {
	return route.labels.length > 0 || annotationsOf(route).length > 0;
}

function marksOf(
	{ id, apiVersion, plural, namespace, name, writtenAt }: Happening,
	identity: WatchedResource["identity"],
	{ cluster, absences }: TellingDeps,
): Marks {
	const resource = { apiVersion, resource: plural, identity };
	const found = cluster.lookUp(resource, namespace, name);
	if (found.state === "kept") return found.kept;
	if (found.state === "absent") absences.check(id, writtenAt, cluster.now());
	return {};
}
