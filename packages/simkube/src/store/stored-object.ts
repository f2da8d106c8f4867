import type { KubeObject } from "../kube-object.ts";

/** An object as the store keeps it: never changed in place, replaced by the next version. */
export interface StoredObject {
	/** `namespace/name`, or `/name` at the cluster scope: the order of lists. */
	readonly key: string;
	readonly object: KubeObject;
	readonly resourceVersion: number;
	/** The JSON after `kind` and `apiVersion`, made at first need and shared by lists and watches. */
	encodedTail?: string;
}

export type StoreEventType = "ADDED" | "MODIFIED" | "DELETED";

/** One change of one object. A deletion carries the last state with the version of the deletion. */
export interface StoreEvent {
	readonly type: StoreEventType;
	readonly storageKey: string;
	readonly stored: StoredObject;
	readonly previous: StoredObject | undefined;
	readonly resourceVersion: number;
	/** Written in bulk: controllers leave it as it is. */
	readonly quiet: boolean;
}

/** The key of an object within its resource. */
export function objectKey(namespace: string | undefined, name: string): string {
	return `${namespace ?? ""}/${name}`;
}

/** The JSON of an object, `kind` and `apiVersion` first as the real server writes them. */
export function encodeStored(
	stored: StoredObject,
	apiVersion: string,
	kind: string,
): string {
	return `{"kind":${JSON.stringify(kind)},"apiVersion":${JSON.stringify(apiVersion)},${encodedTailOf(stored)}`;
}

/** The JSON of an object as an item of a typed list: without `kind` and `apiVersion`. */
export function encodeListItem(stored: StoredObject): string {
	return `{${encodedTailOf(stored)}`;
}

function encodedTailOf(stored: StoredObject): string {
	stored.encodedTail ??= encodeTail(stored.object);
	return stored.encodedTail;
}

function encodeTail(object: KubeObject): string {
	const { apiVersion: _, kind: __, ...rest } = object;
	return JSON.stringify(rest).slice(1);
}
