import type { KubeObject } from "../kube-object.ts";
import type { ObjectStore } from "../store/object-store.ts";

/** Where an object is kept. */
export interface Place {
	readonly storageKey: string;
	readonly namespace: string | undefined;
	readonly name: string;
}

/** What names an owner, found by the owner's uid. */
export interface OwnedIndex {
	of(ownerUid: string): Place[];
	/** The objects of one resource, in the order of their names. */
	objectsOf(ownerUid: string, storageKey: string): KubeObject[];
}

/** Follows the store itself: controllers see changes late, and those written in bulk not at all. */
export function createOwnedIndex(store: ObjectStore): OwnedIndex {
	const byOwner = new Map<string, Map<string, Place>>();

	function add(storageKey: string, object: KubeObject): void {
		for (const owner of object.metadata.ownerReferences ?? []) {
			const places = byOwner.get(owner.uid) ?? new Map<string, Place>();
			const place = placeOf(storageKey, object);
			places.set(keyOf(place), place);
			byOwner.set(owner.uid, places);
		}
	}

	function drop(storageKey: string, object: KubeObject): void {
		for (const owner of object.metadata.ownerReferences ?? []) {
			const places = byOwner.get(owner.uid);
			places?.delete(keyOf(placeOf(storageKey, object)));
			if (places?.size === 0) byOwner.delete(owner.uid);
		}
	}

	for (const storageKey of store.storageKeys()) {
		for (const { object } of store.list(storageKey)) add(storageKey, object);
	}
	store.subscribe((event) => {
		if (event.previous) drop(event.storageKey, event.previous.object);
		if (event.type !== "DELETED") add(event.storageKey, event.stored.object);
	});

	const of = (ownerUid: string): Place[] => [
		...(byOwner.get(ownerUid)?.values() ?? []),
	];
	return {
		of,
		objectsOf: (ownerUid, storageKey) =>
			of(ownerUid)
				.filter((place) => place.storageKey === storageKey)
				.map(({ namespace, name }) => store.get(storageKey, namespace, name))
				.filter((stored) => stored !== undefined)
				.map((stored) => stored.object)
				.sort((left, right) => byName(left, right)),
	};
}

function byName(left: KubeObject, right: KubeObject): number {
	return (left.metadata.name as string) < (right.metadata.name as string)
		? -1
		: 1;
}

function keyOf(place: Place): string {
	return `${place.storageKey} ${place.namespace ?? ""}/${place.name}`;
}

export function placeOf(storageKey: string, object: KubeObject): Place {
	const { namespace, name } = object.metadata;
	return { storageKey, namespace, name: name as string };
}
