import type { ControllerLoop } from "../controllers/controller-loop.ts";
import type { KubeObject } from "../kube-object.ts";
import { type ClusterState, kubeTime } from "../resources/cluster-state.ts";
import { createObject } from "../resources/create-object.ts";
import { deleteObject } from "../resources/delete-object.ts";
import { badRequest } from "../resources/refusals.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import { updateObject } from "../resources/update-object.ts";
import type { SimkubeObjects } from "./simkube.ts";

/** The way for tests and generators to reach the store without HTTP. */
export function createDirectObjects(
	state: ClusterState,
	controllers: () => ControllerLoop,
): SimkubeObjects {
	const { store } = state;

	function typeOf(apiVersion: string, kind: string): ResourceType {
		const type = state.registry.byKind(apiVersion, kind);
		if (!type)
			throw badRequest(
				`no matches for kind "${kind}" in version "${apiVersion}"`,
			);
		return type;
	}

	return {
		put(objects) {
			const all = Symbol.iterator in objects ? objects : [objects];
			for (const object of all as Iterable<KubeObject>) {
				const type = typeOf(object.apiVersion, object.kind);
				store.put(type.storageKey, completed(state, type, object), {
					// Namespaces want their furniture whoever brings them.
					quiet: type.storageKey !== "/namespaces",
				});
			}
		},
		apply(object) {
			const type = typeOf(object.apiVersion, object.kind);
			const own = structuredClone(object);
			const namespace = type.namespaced
				? (own.metadata.namespace ?? "default")
				: undefined;
			const options = { fieldManager: "direct" };
			const old = store.get(
				type.storageKey,
				namespace,
				own.metadata.name ?? "",
			);
			if (!old) return createObject(state, type, own, namespace, options);
			own.metadata.resourceVersion = String(old.resourceVersion);
			if (namespace !== undefined) own.metadata.namespace = namespace;
			return updateObject(state, type, own, options);
		},
		get: (apiVersion, kind, name, namespace) =>
			store.get(typeOf(apiVersion, kind).storageKey, namespace, name)?.object,
		list: (apiVersion, kind, namespace) =>
			store
				.list(typeOf(apiVersion, kind).storageKey, namespace)
				.map((stored) => stored.object),
		remove(apiVersion, kind, name, namespace) {
			const type = typeOf(apiVersion, kind);
			if (!store.get(type.storageKey, namespace, name)) return;
			deleteObject(state, type, namespace, name, {
				propagationPolicy: "Background",
			});
		},
		settle: () => controllers().settle(),
		compact: () => store.compact(),
		count: () =>
			store.storageKeys().reduce((sum, key) => sum + store.count(key), 0),
		get resourceVersion() {
			return store.resourceVersion;
		},
	};
}

/** The object with the identity every kept object has; what it brings itself is kept. */
function completed(
	state: ClusterState,
	type: ResourceType,
	object: KubeObject,
): KubeObject {
	const { metadata } = object;
	return {
		...object,
		metadata: {
			...metadata,
			...(type.namespaced
				? { namespace: metadata.namespace ?? "default" }
				: {}),
			uid: metadata.uid ?? state.identities.uid(),
			creationTimestamp: metadata.creationTimestamp ?? kubeTime(state.clock()),
		},
	};
}
