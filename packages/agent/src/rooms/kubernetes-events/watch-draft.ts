import type { WatchedResource } from "../watches/index.ts";
import { looksAtMarks } from "./event-tellings.ts";
import type { FieldPath } from "./field-path.ts";
import { annotationsOf } from "./match-route.ts";
import {
	type ChangeType,
	ingressResource,
	podResource,
	type Route,
} from "./route.ts";

const objectChanges = ["create", "update", "delete"] as const;

/** One watch of the plan while it is made. */
export interface WatchDraft {
	readonly resource: WatchedResource;
	/** Of changes of the objects themselves. */
	readonly routes: Route[];
	/** For `v1/events`: routes of errors, by the resource that the Event is about. */
	readonly errorRoutes: Map<string, Route[]>;
	readonly labels: Set<string>;
	readonly annotations: Set<string>;
	readonly fields: Map<string, FieldPath>;
	count: boolean;
	ports: boolean;
	/** False when metadata of the objects is enough. */
	whole: boolean;
}

/** All watches that the routes of some groups need, one for each resource and identity. */
export class WatchDrafts {
	readonly #drafts = new Map<string, WatchDraft>();

	all(): readonly WatchDraft[] {
		return [...this.#drafts.values()];
	}

	add(route: Route): void {
		const { identity } = route.group;
		if (objectChanges.some((type) => has(route, type)))
			this.#addChanges(route, this.#of(route.resource, identity));
		if (has(route, "error")) this.#addErrors(route);
	}

	#addChanges(route: Route, draft: WatchDraft): void {
		draft.routes.push(route);
		keepMarks(route, draft);
		if (has(route, "update"))
			for (const { text, path } of route.fields) {
				draft.fields.set(text, path);
				const [first] = path;
				if (!(first?.kind === "name" && first.name === "metadata"))
					draft.whole = true;
			}
		if (has(route, "create")) this.#addNeighbours(route, draft);
	}

	/** What recommendations look at beside the new object: other objects of the plan, so that nothing has to be asked for. */
	#addNeighbours({ group, resource }: Route, draft: WatchDraft): void {
		const { pod, ingress } = group.source.recommendations;
		if (resource === podResource && pod.noLatestImageTag) draft.whole = true;
		if (resource !== ingressResource) return;
		if (ingress.backendServiceValid) {
			draft.whole = true;
			const services = this.#of("v1/services", group.identity);
			services.whole = true;
			services.ports = true;
		}
		if (ingress.tlsSecretValid) {
			draft.whole = true;
			this.#of("v1/secrets", group.identity);
		}
	}

	#addErrors(route: Route): void {
		const { identity } = route.group;
		const events = this.#of("v1/events", identity);
		events.whole = true;
		events.count = true;
		const routes = events.errorRoutes.get(route.resource);
		if (routes) routes.push(route);
		else events.errorRoutes.set(route.resource, [route]);
		if (looksAtMarks(route))
			keepMarks(route, this.#of(route.resource, identity));
	}

	#of(type: string, identity: WatchedResource["identity"]): WatchDraft {
		const key = JSON.stringify([
			type,
			identity ? [identity.user, [...identity.groups].sort()] : null,
		]);
		const known = this.#drafts.get(key);
		if (known) return known;
		const slash = type.lastIndexOf("/");
		const made: WatchDraft = {
			resource: {
				apiVersion: type.slice(0, slash),
				resource: type.slice(slash + 1),
				identity,
			},
			routes: [],
			errorRoutes: new Map(),
			labels: new Set(),
			annotations: new Set(),
			fields: new Map(),
			count: false,
			ports: false,
			whole: false,
		};
		this.#drafts.set(key, made);
		return made;
	}
}

function keepMarks(route: Route, draft: WatchDraft): void {
	for (const [key] of route.labels) draft.labels.add(key);
	for (const key of annotationsOf(route)) draft.annotations.add(key);
}

function has({ types }: Route, type: ChangeType): boolean {
	return types.has(type);
}
