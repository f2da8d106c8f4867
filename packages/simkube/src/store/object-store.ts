import type { KubeObject } from "../kube-object.ts";
import { createResourceShelf, type ResourceShelf } from "./resource-shelf.ts";
import {
	objectKey,
	type StoredObject,
	type StoreEvent,
} from "./stored-object.ts";

export type StoreListener = (event: StoreEvent) => void;

/**
 * All objects of one cluster under one growing resource version, with the recent changes of each resource.
 * A storage key (`apps/deployments`) names a resource whatever version of its API a client speaks.
 */
export interface ObjectStore {
	readonly resourceVersion: number;
	get(
		storageKey: string,
		namespace: string | undefined,
		name: string,
	): StoredObject | undefined;
	/** In the order of keys; all namespaces when none is named. */
	list(storageKey: string, namespace?: string): StoredObject[];
	count(storageKey: string): number;
	/** The list at a past version; `undefined` when that version is forgotten. */
	listAt(
		storageKey: string,
		namespace: string | undefined,
		resourceVersion: number,
	): StoredObject[] | undefined;
	changesAfter(
		storageKey: string,
		resourceVersion: number,
	): StoreEvent[] | undefined;
	forgottenVersion(storageKey: string): number;
	/** Adds or replaces; the object gets the next version. A quiet write reaches watches but no controller. */
	put(
		storageKey: string,
		object: KubeObject,
		options?: { quiet?: boolean },
	): StoredObject;
	remove(
		storageKey: string,
		namespace: string | undefined,
		name: string,
	): StoredObject | undefined;
	/** Forgets the changes up to now, as compaction does, so that older versions answer 410. */
	compact(): void;
	subscribe(listener: StoreListener): () => void;
	subscribeTo(storageKey: string, listener: StoreListener): () => void;
	storageKeys(): string[];
	/** Puts an object back with the version it had; after `startAfter`, before the first write. */
	restore(storageKey: string, object: KubeObject): void;
	/** Continues the counting of a store that was saved. Only before the first write. */
	startAfter(resourceVersion: number): void;
}

export function createObjectStore(options: {
	historyLimit: number;
}): ObjectStore {
	const shelves = new Map<string, ResourceShelf>();
	const everyone = new Set<StoreListener>();
	const byResource = new Map<string, Set<StoreListener>>();
	let version = 0;
	let startVersion = 0;

	function shelf(storageKey: string): ResourceShelf {
		let found = shelves.get(storageKey);
		if (!found) {
			found = createResourceShelf(options.historyLimit, startVersion);
			shelves.set(storageKey, found);
		}
		return found;
	}

	function publish(event: StoreEvent): void {
		shelf(event.storageKey).apply(event);
		for (const listener of byResource.get(event.storageKey) ?? [])
			listener(event);
		for (const listener of everyone) listener(event);
	}

	function stamped(object: KubeObject): StoredObject {
		version += 1;
		const { name, namespace } = object.metadata;
		return {
			key: objectKey(namespace, name ?? ""),
			object: inWireOrder(object, version),
			resourceVersion: version,
		};
	}

	return {
		get resourceVersion() {
			return version;
		},
		get: (storageKey, namespace, name) =>
			shelves.get(storageKey)?.get(objectKey(namespace, name)),
		list: (storageKey, namespace) =>
			shelves.get(storageKey)?.list(prefixOf(namespace)) ?? [],
		count: (storageKey) => shelves.get(storageKey)?.size ?? 0,
		listAt: (storageKey, namespace, resourceVersion) =>
			shelf(storageKey).listAt(prefixOf(namespace), resourceVersion),
		changesAfter: (storageKey, resourceVersion) =>
			shelf(storageKey).changesAfter(resourceVersion),
		forgottenVersion: (storageKey) => shelf(storageKey).forgottenVersion,
		put(storageKey, object, putOptions) {
			const stored = stamped(object);
			const previous = shelf(storageKey).get(stored.key);
			publish({
				type: previous ? "MODIFIED" : "ADDED",
				storageKey,
				stored,
				previous,
				resourceVersion: stored.resourceVersion,
				quiet: putOptions?.quiet ?? false,
			});
			return stored;
		},
		remove(storageKey, namespace, name) {
			const previous = shelf(storageKey).get(objectKey(namespace, name));
			if (!previous) return undefined;
			const stored = stamped(previous.object);
			const { resourceVersion } = stored;
			publish({
				type: "DELETED",
				storageKey,
				stored,
				previous,
				resourceVersion,
				quiet: false,
			});
			return stored;
		},
		compact() {
			for (const each of shelves.values()) each.forget(version);
		},
		subscribe(listener) {
			everyone.add(listener);
			return () => everyone.delete(listener);
		},
		subscribeTo(storageKey, listener) {
			const listeners = byResource.get(storageKey) ?? new Set();
			byResource.set(storageKey, listeners.add(listener));
			return () => listeners.delete(listener);
		},
		storageKeys: () => [...shelves.keys()],
		restore(storageKey, object) {
			const { namespace, name, resourceVersion } = object.metadata;
			shelf(storageKey).restore({
				key: objectKey(namespace, name as string),
				object,
				resourceVersion: Number(resourceVersion),
			});
		},
		startAfter(resourceVersion) {
			version = Math.max(version, resourceVersion);
			startVersion = version;
		},
	};
}

function prefixOf(namespace: string | undefined): string {
	return namespace ? `${namespace}/` : "";
}

const metadataOrder = [
	"name",
	"generateName",
	"namespace",
	"uid",
	"resourceVersion",
	"generation",
	"creationTimestamp",
	"deletionTimestamp",
	"deletionGracePeriodSeconds",
	"labels",
	"annotations",
	"ownerReferences",
	"finalizers",
	"managedFields",
];

/** Metadata in the order a real server writes it, empty parts left out, stamped with the version. */
function inWireOrder(object: KubeObject, version: number): KubeObject {
	const given: Record<string, unknown> = {
		...object.metadata,
		resourceVersion: String(version),
	};
	const metadata: Record<string, unknown> = {};
	for (const field of metadataOrder) {
		if (!isEmpty(given[field])) metadata[field] = given[field];
	}
	const { apiVersion, kind, metadata: _, ...rest } = object;
	return { kind, apiVersion, metadata, ...rest } as KubeObject;
}

function isEmpty(value: unknown): boolean {
	if (value === undefined || value === null || value === "") return true;
	if (typeof value !== "object") return false;
	for (const _ in value) return false;
	return true;
}
