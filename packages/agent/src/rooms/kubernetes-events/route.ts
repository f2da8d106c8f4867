import type {
	KubernetesSource,
	KubernetesSourceResource,
} from "@quarterdeck/contract/configuration";
import type { WatchedResource } from "../watches/index.ts";
import { type Constraint, Constraints, isDefined } from "./constraint.ts";
import { type FieldPath, parseFieldPath } from "./field-path.ts";
import { PatternStore } from "./pattern.ts";

/** What can be told of an object. */
export const changeTypes = ["create", "update", "delete", "error"] as const;
export type ChangeType = (typeof changeTypes)[number];

/** A source group that hears of Kubernetes. */
export interface KubernetesGroup {
	readonly name: string;
	/** Whether somebody who is told can press buttons. */
	readonly interactive: boolean;
	/** Whose eyes it sees with; undefined is the agent itself. */
	readonly identity: WatchedResource["identity"];
	readonly source: KubernetesSource;
}

/** What one group wants to hear of one resource. */
export interface Route {
	readonly group: KubernetesGroup;
	/** `v1/pods`, as it is written. */
	readonly resource: string;
	readonly types: ReadonlySet<ChangeType>;
	readonly reason: Constraint;
	readonly message: Constraint;
	readonly name: Constraint;
	readonly namespaces: Constraint;
	readonly labels: Pairs;
	readonly annotations: Pairs;
	readonly fields: readonly {
		readonly text: string;
		readonly path: FieldPath;
	}[];
	readonly includeDiff: boolean;
	/** Creations are told only when something is to be said about them: the group asked for recommendations, not for creations. */
	readonly onlyRecommended: boolean;
}

export type Pairs = readonly (readonly [string, string])[];

export const podResource = "v1/pods";
export const ingressResource = "networking.k8s.io/v1/ingresses";

/** The constraints of all groups, by what they are about. */
export interface AllConstraints {
	readonly reason: Constraints;
	readonly message: Constraints;
	readonly name: Constraints;
	readonly namespaces: Constraints;
}

export function noConstraints(): AllConstraints {
	const store = new PatternStore();
	return {
		reason: new Constraints(store),
		message: new Constraints(store),
		name: new Constraints(store),
		namespaces: new Constraints(store),
	};
}

/**
 * The routes of a group: what a resource says itself goes before what the group says.
 * @throws Error when a pattern or a path cannot be read.
 */
export function routesOf(
	group: KubernetesGroup,
	constraints: AllConstraints,
): Route[] {
	const { source } = group;
	const routes = source.resources.map((resource) =>
		routeOf(group, resource, constraints),
	);
	return [
		...routes,
		...recommendedResources(source).flatMap((type) =>
			recommendationRoutes(group, type, routes, constraints),
		),
	];
}

function routeOf(
	group: KubernetesGroup,
	resource: KubernetesSourceResource,
	constraints: AllConstraints,
): Route {
	const { source } = group;
	const { event } = resource;
	const types = event.types.length > 0 ? event.types : source.event.types;
	const own = isDefined(event.reason) || isDefined(event.message);
	const { reason, message } = own ? event : source.event;
	return {
		group,
		resource: resource.type,
		types: spelledOut(types),
		reason: constraints.reason.of(reason),
		message: constraints.message.of(message),
		name: constraints.name.of(resource.name),
		namespaces: constraints.namespaces.of(
			isDefined(resource.namespaces) ? resource.namespaces : source.namespaces,
		),
		labels: eitherPairs(resource.labels, source.labels),
		annotations: eitherPairs(resource.annotations, source.annotations),
		fields: resource.updateSetting.fields.map((text) => ({
			text,
			path: parseFieldPath(text),
		})),
		includeDiff: resource.updateSetting.includeDiff,
		onlyRecommended: false,
	};
}

/** The event types with `all` spelled out; those that never happen are left out. */
export function spelledOut(given: readonly string[]): ReadonlySet<ChangeType> {
	return new Set(
		changeTypes.filter((type) => given.includes(type) || given.includes("all")),
	);
}

/** Creations of a resource that the group wants recommendations for and did not list. */
function recommendationRoutes(
	group: KubernetesGroup,
	type: string,
	routes: readonly Route[],
	constraints: AllConstraints,
): Route[] {
	const listed = routes.filter(({ resource }) => resource === type);
	if (listed.some(({ types }) => types.has("create"))) return [];
	const more = {
		types: new Set<ChangeType>(["create"]),
		onlyRecommended: true,
	};
	if (listed.length > 0) return listed.map((route) => ({ ...route, ...more }));
	const { source } = group;
	return [
		{
			...more,
			group,
			resource: type,
			reason: constraints.reason.of(source.event.reason),
			message: constraints.message.of(source.event.message),
			name: constraints.name.of({ include: [], exclude: [] }),
			namespaces: constraints.namespaces.of(source.namespaces),
			labels: Object.entries(source.labels),
			annotations: Object.entries(source.annotations),
			fields: [],
			includeDiff: false,
		},
	];
}

function recommendedResources({ recommendations }: KubernetesSource): string[] {
	const { pod, ingress } = recommendations;
	return [
		...(pod.noLatestImageTag || pod.labelsSet ? [podResource] : []),
		...(ingress.backendServiceValid || ingress.tlsSecretValid
			? [ingressResource]
			: []),
	];
}

function eitherPairs(
	own: Readonly<Record<string, string>>,
	groups: Readonly<Record<string, string>>,
): Pairs {
	const pairs = Object.entries(own);
	return pairs.length > 0 ? pairs : Object.entries(groups);
}
