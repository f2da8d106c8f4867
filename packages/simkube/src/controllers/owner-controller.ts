import type { KubeObject, OwnerReference } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import { deleteObject } from "../resources/delete-object.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import type { StoreEvent } from "../store/stored-object.ts";
import type { Controller } from "./controller-loop.ts";
import { type OwnedIndex, type Place, placeOf } from "./owned-index.ts";

/** Deletes what was owned by something gone, and lets owners wait for, or let go of, what they own. */
export function createOwnerController(
	state: ClusterState,
	owned: OwnedIndex,
): Controller {
	return (event) => {
		const { object } = event.stored;
		if (event.type === "DELETED") {
			afterDeletion(state, owned, object);
		} else if (object.metadata.deletionTimestamp) {
			whileEnding(state, owned, event);
		} else if (event.type === "ADDED" && isOrphanOfNobody(state, object)) {
			remove(state, placeOf(event.storageKey, object), "Background");
		}
	};
}

function afterDeletion(
	state: ClusterState,
	owned: OwnedIndex,
	owner: KubeObject,
): void {
	for (const place of owned.of(owner.metadata.uid as string)) {
		const object = read(state, place);
		if (!object || object.metadata.deletionTimestamp) continue;
		if (hasLivingOwner(state, object)) continue;
		remove(state, place, "Background");
	}
	for (const reference of owner.metadata.ownerReferences ?? []) {
		const found = findOwner(state, owner, reference);
		if (found) finishForeground(state, owned, found.type, found.object);
	}
}

function whileEnding(
	state: ClusterState,
	owned: OwnedIndex,
	event: StoreEvent,
): void {
	const [type] = state.registry.byStorageKey(event.storageKey);
	const object = read(state, placeOf(event.storageKey, event.stored.object));
	if (!type || !object) return;
	const finalizers = object.metadata.finalizers ?? [];
	const uid = object.metadata.uid as string;
	if (finalizers.includes("orphan")) {
		for (const place of owned.of(uid)) letGo(state, place, uid);
		release(state, type, object, "orphan");
	} else if (finalizers.includes("foregroundDeletion")) {
		for (const place of owned.of(uid)) {
			const dependent = read(state, place);
			if (dependent && !dependent.metadata.deletionTimestamp)
				remove(state, place, "Foreground");
		}
		finishForeground(state, owned, type, object);
	}
}

/** An owner may go once nothing is left that blocks it. */
function finishForeground(
	state: ClusterState,
	owned: OwnedIndex,
	type: ResourceType,
	owner: KubeObject,
): void {
	if (!owner.metadata.finalizers?.includes("foregroundDeletion")) return;
	const uid = owner.metadata.uid as string;
	const isBlocked = owned
		.of(uid)
		.some((place) =>
			read(state, place)?.metadata.ownerReferences?.some(
				(each) => each.uid === uid && each.blockOwnerDeletion === true,
			),
		);
	if (!isBlocked) release(state, type, owner, "foregroundDeletion");
}

function release(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
	finalizer: string,
): void {
	const { namespace, name, finalizers = [] } = object.metadata;
	const left = finalizers.filter((each) => each !== finalizer);
	const metadata = { ...object.metadata, finalizers: left };
	state.store.put(type.storageKey, { ...object, metadata });
	const holdsGrace = (metadata.deletionGracePeriodSeconds ?? 0) > 0;
	if (left.length === 0 && !holdsGrace && !object.spec?.finalizers?.length)
		state.store.remove(type.storageKey, namespace, name as string);
}

function letGo(state: ClusterState, place: Place, ownerUid: string): void {
	const object = read(state, place);
	if (!object) return;
	const ownerReferences = (object.metadata.ownerReferences ?? []).filter(
		(each) => each.uid !== ownerUid,
	);
	state.store.put(place.storageKey, {
		...object,
		metadata: { ...object.metadata, ownerReferences },
	});
}

function hasLivingOwner(state: ClusterState, object: KubeObject): boolean {
	return (object.metadata.ownerReferences ?? []).some(
		(reference) => findOwner(state, object, reference) !== undefined,
	);
}

function isOrphanOfNobody(state: ClusterState, object: KubeObject): boolean {
	const references = object.metadata.ownerReferences ?? [];
	if (references.length === 0) return false;
	const isKnown = references.every((each) =>
		state.registry.byKind(each.apiVersion, each.kind),
	);
	return isKnown && !hasLivingOwner(state, object);
}

function findOwner(
	state: ClusterState,
	object: KubeObject,
	reference: OwnerReference,
): { type: ResourceType; object: KubeObject } | undefined {
	const type = state.registry.byKind(reference.apiVersion, reference.kind);
	if (!type) return undefined;
	const namespace = type.namespaced ? object.metadata.namespace : undefined;
	const stored = state.store.get(type.storageKey, namespace, reference.name);
	if (stored?.object.metadata.uid !== reference.uid) return undefined;
	return { type, object: stored.object };
}

function read(state: ClusterState, place: Place): KubeObject | undefined {
	return state.store.get(place.storageKey, place.namespace, place.name)?.object;
}

function remove(
	state: ClusterState,
	place: Place,
	propagationPolicy: "Background" | "Foreground",
): void {
	const [type] = state.registry.byStorageKey(place.storageKey);
	if (!type || !read(state, place)) return;
	deleteObject(state, type, place.namespace, place.name, { propagationPolicy });
}
