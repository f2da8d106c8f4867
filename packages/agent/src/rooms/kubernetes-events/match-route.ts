import type { Happening } from "./happening.ts";
import type { Pairs, Route } from "./route.ts";

/** What an object is marked with; what is not there filters nothing in. */
export interface Marks {
	readonly labels?: Readonly<Record<string, string>>;
	readonly annotations?: Readonly<Record<string, string>>;
}

const disabling = "botkube.io/disable";

/** Keys of annotations that a route looks at. */
export function annotationsOf({ group, annotations }: Route): string[] {
	return [
		...annotations.map(([key]) => key),
		...(group.source.filters.objectAnnotationChecker ? [disabling] : []),
	];
}

/** Whether a route lets a happening through, as far as the object's marks do not matter. */
export function matchesHappening(route: Route, happening: Happening): boolean {
	if (happening.promoted && !route.group.source.filters.nodeEventsChecker)
		return false;
	return (
		route.reason.allows(happening.reason) &&
		route.message.allowsAny(happening.messages) &&
		route.name.allows(happening.name) &&
		// What is in no namespace is kept out by no namespace.
		(happening.namespace === undefined
			? route.namespaces.allows("")
			: route.namespaces.allows(happening.namespace))
	);
}

/** Whether the marks of the object fit the route, and do not silence the object. */
export function matchesMarks(route: Route, marks: Marks): boolean {
	const { labels = {}, annotations = {} } = marks;
	if (!hasAll(annotations, route.annotations) || !hasAll(labels, route.labels))
		return false;
	return !(
		route.group.source.filters.objectAnnotationChecker &&
		annotations[disabling] === "true"
	);
}

function hasAll(
	given: Readonly<Record<string, string>>,
	wanted: Pairs,
): boolean {
	return wanted.every(
		([key, value]) => Object.hasOwn(given, key) && given[key] === value,
	);
}
