import { isDeepStrictEqual } from "node:util";
import type { KubeObject, OwnerReference } from "../kube-object.ts";
import { type ClusterState, kubeTime } from "../resources/cluster-state.ts";
import { createObject } from "../resources/create-object.ts";
import { deleteObject } from "../resources/delete-object.ts";
import type { OwnedIndex } from "./owned-index.ts";

/** What every workload controller works with. */
export interface WorkloadDeps {
	readonly state: ClusterState;
	readonly owned: OwnedIndex;
}

const fieldManager = "kube-controller-manager";

/** The reference by which an object says who controls it. */
export function controllerReference(owner: KubeObject): OwnerReference {
	return {
		apiVersion: owner.apiVersion,
		kind: owner.kind,
		name: owner.metadata.name as string,
		uid: owner.metadata.uid as string,
		controller: true,
		blockOwnerDeletion: true,
	};
}

/** The current state of an object that an event was about; `undefined` when it is gone. */
export function current(
	{ state }: WorkloadDeps,
	storageKey: string,
	object: KubeObject,
): KubeObject | undefined {
	const { namespace, name } = object.metadata;
	const stored = state.store.get(storageKey, namespace, name as string);
	return stored?.object.metadata.uid === object.metadata.uid
		? stored?.object
		: undefined;
}

/** The controlling owner of an object, when it is of the given resource and still there. */
export function controllerOf(
	{ state }: WorkloadDeps,
	object: KubeObject,
	storageKey: string,
): KubeObject | undefined {
	const reference = object.metadata.ownerReferences?.find(
		(each) => each.controller,
	);
	if (!reference) return undefined;
	const { namespace } = object.metadata;
	const owner = state.store.get(storageKey, namespace, reference.name)?.object;
	return owner?.metadata.uid === reference.uid ? owner : undefined;
}

/** Pods an owner counts on: neither ending nor ended. */
export function activePods(
	{ owned }: WorkloadDeps,
	owner: KubeObject,
): KubeObject[] {
	return owned
		.objectsOf(owner.metadata.uid as string, "/pods")
		.filter(
			(pod) =>
				!pod.metadata.deletionTimestamp &&
				pod.status?.phase !== "Succeeded" &&
				pod.status?.phase !== "Failed",
		);
}

export function isPodReady(pod: KubeObject): boolean {
	return (pod.status?.conditions ?? []).some(
		(each: { type: string; status: string }) =>
			each.type === "Ready" && each.status === "True",
	);
}

/** Makes a Pod from a template, for an owner. */
export function createPod(
	{ state }: WorkloadDeps,
	owner: KubeObject,
	naming: { name: string } | { generateName: string },
	changes: {
		labels?: Record<string, string>;
		spec?: Record<string, unknown>;
	} = {},
): KubeObject {
	const template = structuredClone(owner.spec.template);
	return create(state, owner.metadata.namespace, {
		apiVersion: "v1",
		kind: "Pod",
		metadata: {
			...naming,
			labels: { ...template.metadata?.labels, ...changes.labels },
			...(template.metadata?.annotations
				? { annotations: template.metadata.annotations }
				: {}),
			ownerReferences: [controllerReference(owner)],
		},
		spec: { ...template.spec, ...changes.spec },
	});
}

/** Makes an object as the controller manager. */
export function create(
	state: ClusterState,
	namespace: string | undefined,
	object: KubeObject,
): KubeObject {
	const type = state.registry.byKind(object.apiVersion, object.kind);
	if (!type) throw new Error(`no resource for ${object.kind}`);
	return createObject(state, type, object, namespace, { fieldManager });
}

/** Deletes an object as the controller manager; one that is gone is left alone. */
export function remove(state: ClusterState, object: KubeObject): void {
	const type = state.registry.byKind(object.apiVersion, object.kind);
	const { namespace, name } = object.metadata;
	if (!type || !state.store.get(type.storageKey, namespace, name as string))
		return;
	deleteObject(state, type, namespace, name as string, {
		propagationPolicy: "Background",
	});
}

/** Writes a status unless it is as it was. */
export function putStatus(
	state: ClusterState,
	storageKey: string,
	object: KubeObject,
	status: Record<string, unknown>,
): void {
	const next = withoutUndefined(status);
	if (isDeepStrictEqual(object.status ?? {}, next)) return;
	state.store.put(storageKey, { ...object, status: next });
}

function withoutUndefined(
	status: Record<string, unknown>,
): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(status).filter(([, value]) => value !== undefined),
	);
}

/** A condition with the time of its last change kept when it did not change. */
export function condition(
	state: ClusterState,
	old: KubeObject,
	next: { type: string; status: string; reason: string; message: string },
	isTimedTwice = false,
): object {
	const before = (old.status?.conditions ?? []).find(
		(each: { type: string; status: string }) =>
			each.type === next.type && each.status === next.status,
	);
	const now = kubeTime(state.clock());
	const lastTransitionTime = before?.lastTransitionTime ?? now;
	const isSame =
		before?.reason === next.reason && before?.message === next.message;
	return {
		...next,
		...(isTimedTwice
			? { lastUpdateTime: isSame ? before.lastUpdateTime : now }
			: {}),
		lastTransitionTime,
	};
}
