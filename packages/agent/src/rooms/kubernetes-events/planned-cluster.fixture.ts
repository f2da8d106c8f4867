import assert from "node:assert/strict";
import type { Notice } from "@quarterdeck/contract";
import type { WatchChange, WatchedObject } from "../watches/index.ts";
import type { ClusterView } from "./cluster-view.ts";
import type { KeptObject } from "./kept-object.ts";
import { type PlannedGroup, planWatches } from "./plan-watches.ts";

const kinds: Readonly<Record<string, string>> = {
	"v1/pods": "Pod",
	"v1/services": "Service",
	"v1/secrets": "Secret",
	"v1/nodes": "Node",
	"v1/namespaces": "Namespace",
	"v1/configmaps": "ConfigMap",
	"v1/events": "Event",
	"apps/v1/deployments": "Deployment",
	"apps/v1/statefulsets": "StatefulSet",
	"apps/v1/daemonsets": "DaemonSet",
	"batch/v1/jobs": "Job",
	"networking.k8s.io/v1/ingresses": "Ingress",
	"rbac.authorization.k8s.io/v1/clusterroles": "ClusterRole",
	"longhorn.io/v1/nodes": "Node",
};

export const noon = new Date("2026-11-30T12:00:00Z");

export type Fields = Readonly<Record<string, unknown>> & {
	readonly metadata?: Partial<WatchedObject["metadata"]>;
};

/** A cluster whose changes go through a plan, one for each call; what was reported is in `heard`. */
export class PlannedCluster {
	readonly heard: Notice[] = [];
	readonly times: Date[] = [];
	readonly unreadable = new Set<string>();
	readonly notReady = new Set<string>();
	nowMs = noon.getTime();
	templates: ClusterView["renderTemplate"] = (text) => text;
	readonly plan;
	readonly #kept = new Map<string, Map<string, KeptObject>>();
	readonly #objects = new Map<string, WatchedObject>();
	#version = 0;

	constructor(...groups: readonly (Partial<PlannedGroup> | object)[]) {
		this.plan = planWatches(
			groups.map((group, i) => ({
				name: `group-${i + 1}`,
				interactive: true,
				identity: undefined,
				config: group,
				...("config" in group ? group : {}),
			})),
			this.#view(),
		);
	}

	/** What groups heard since this was asked last: `group type title | object | messages…`. */
	said(): string[] {
		const said = this.heard.splice(0).map((notice) => {
			const raw = notice.raw as Record<string, unknown[]>;
			return [
				`${notice.group} ${notice.level} ${notice.title}`,
				[notice.object?.namespace, notice.object?.name].join("/"),
				...["Messages", "Recommendations", "Warnings"].flatMap(
					(key) => raw[key] ?? [],
				),
			].join(" | ");
		});
		return said;
	}

	/** The next notice, which must be the only one. */
	one(): Notice {
		const [notice, ...more] = this.heard.splice(0);
		assert.ok(notice, "a notice is heard");
		assert.deepEqual(more, []);
		return notice;
	}

	/** There before anybody watched. */
	has(type: string, name: string, fields: Fields = {}): void {
		const object = this.#make(type, name, fields);
		this.#keep(type, object);
	}

	create(type: string, name: string, fields: Fields = {}): void {
		const object = this.#make(type, name, fields);
		this.#tell(type, {
			kind: "added",
			id: `${object.metadata.uid}/added`,
			object,
		});
		this.#keep(type, object);
	}

	update(type: string, name: string, fields: Fields = {}): void {
		const object = this.#make(type, name, fields);
		const id = `${object.metadata.uid}/${object.metadata.resourceVersion}`;
		for (const watch of this.#watches(type)) {
			const before = this.#keptBy(type, watch.resource.identity).get(
				keyOf(object.metadata.namespace, name),
			);
			assert.ok(before, "the object is known");
			watch.onChange({ kind: "updated", id, object, before });
		}
		this.#keep(type, object);
	}

	/** `seen` false: the end was missed. */
	remove(
		type: string,
		name: string,
		{ namespace = "shop", seen = true } = {},
	): void {
		const key = keyOf(namespace, name);
		const object = this.#objects.get(`${type} ${key}`);
		assert.ok(object, "the object is known");
		for (const watch of this.#watches(type)) {
			const kept = this.#keptBy(type, watch.resource.identity);
			const before = kept.get(key);
			assert.ok(before, "the object is known");
			watch.onChange({
				kind: "deleted",
				id: `${object.metadata.uid}/deleted`,
				object: seen ? object : undefined,
				before,
			});
			kept.delete(key);
		}
	}

	/** An Event about an object. */
	warn(
		about: { readonly kind: string; readonly name: string } & Fields,
		reason: string,
		fields: Fields = {},
	): void {
		this.create("v1/events", `${about.name}.${this.#version}`, {
			...eventOf(about, reason),
			...fields,
		});
	}

	#tell(type: string, change: WatchChange<KeptObject>): void {
		for (const watch of this.#watches(type)) watch.onChange(change);
	}

	#watches(type: string) {
		return this.plan.watches.filter(
			({ resource }) => `${resource.apiVersion}/${resource.resource}` === type,
		);
	}

	#keep(type: string, object: WatchedObject): void {
		const key = keyOf(object.metadata.namespace, object.metadata.name ?? "");
		this.#objects.set(`${type} ${key}`, object);
		for (const watch of this.#watches(type))
			this.#keptBy(type, watch.resource.identity).set(
				key,
				// As it comes back from the disk.
				JSON.parse(JSON.stringify(watch.keep(object))) as KeptObject,
			);
	}

	#keptBy(type: string, identity: unknown): Map<string, KeptObject> {
		const key = JSON.stringify([type, identity ?? null]);
		const known = this.#kept.get(key) ?? new Map<string, KeptObject>();
		this.#kept.set(key, known);
		return known;
	}

	#make(type: string, name: string, fields: Fields): WatchedObject {
		this.#version += 1;
		const namespace = /nodes|namespaces|clusterroles/.test(type)
			? {}
			: { namespace: "shop" };
		return {
			kind: kinds[type] ?? "Thing",
			apiVersion: type.slice(0, type.lastIndexOf("/")),
			...fields,
			metadata: {
				name,
				...namespace,
				uid: `uid-of-${name}`,
				resourceVersion: String(this.#version),
				creationTimestamp: "2026-11-30T11:00:00Z",
				...fields.metadata,
			},
		};
	}

	#view(): ClusterView {
		return {
			clusterName: () => "shop-eu",
			now: () => new Date(this.nowMs),
			resourceOf: (apiVersion, kind) =>
				Object.entries(kinds)
					.find(
						([type, known]) =>
							known === kind && type.startsWith(`${apiVersion}/`),
					)?.[0]
					.split("/")
					.at(-1),
			describe: (apiVersion, resource) => {
				const kind = kinds[`${apiVersion}/${resource}`];
				return kind === undefined
					? undefined
					: { kind, verbs: ["get", "list", "delete", "patch"] };
			},
			lookUp: ({ apiVersion, resource, identity }, namespace, name) => {
				const type = `${apiVersion}/${resource}`;
				assert.ok(
					this.plan.watches.some(
						(watch) =>
							`${watch.resource.apiVersion}/${watch.resource.resource}` ===
								type && watch.resource.identity === identity,
					),
					`${type} is watched`,
				);
				if (this.notReady.has(type)) throw new Error("not listed yet");
				if (this.unreadable.has(type)) return { state: "unreadable" };
				const kept = this.#keptBy(type, identity).get(keyOf(namespace, name));
				return kept ? { state: "kept", kept } : { state: "absent" };
			},
			renderTemplate: (text, data) => this.templates(text, data),
			report: (notice, at) => {
				this.heard.push(notice);
				this.times.push(at);
			},
		};
	}
}

/** The fields of a warning of v1/events about an object in `shop`. */
export function eventOf(
	about: { readonly kind: string; readonly name: string } & Fields,
	reason: string,
): Fields {
	const { kind, name, ...more } = about;
	return {
		type: "Warning",
		reason,
		message: `${reason} happened`,
		count: 1,
		lastTimestamp: "2026-11-30T11:30:00Z",
		involvedObject: {
			apiVersion: "v1",
			kind,
			name,
			...(kind === "Node" ? {} : { namespace: "shop" }),
			...more,
		},
	};
}

function keyOf(namespace: string | undefined, name: string): string {
	return `${namespace ?? ""}/${name}`;
}
