import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import { createObject } from "../resources/create-object.ts";
import { deleteObject } from "../resources/delete-object.ts";
import type { ResourceType } from "../resources/resource-type.ts";
import type { Controller } from "./controller-loop.ts";

const rootCaDescription =
	"Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";
const fieldManager = "kube-controller-manager";

/** Furnishes new namespaces, and empties those that are ending until nothing holds them. */
export function createNamespaceController(
	state: ClusterState,
	caCertificatePem: string,
): Controller {
	return (event) => {
		const { object } = event.stored;
		if (event.storageKey === "/namespaces") {
			if (event.type === "DELETED") return;
			const name = object.metadata.name as string;
			if (object.metadata.deletionTimestamp) empty(state, name);
			else furnish(state, name, caCertificatePem);
		} else if (event.type === "DELETED") {
			const { namespace } = object.metadata;
			if (namespace) finishIfEnding(state, namespace);
		}
	};
}

function furnish(state: ClusterState, name: string, caPem: string): void {
	ensure(state, name, {
		apiVersion: "v1",
		kind: "ServiceAccount",
		metadata: { name: "default" },
	});
	ensure(state, name, {
		apiVersion: "v1",
		kind: "ConfigMap",
		metadata: {
			name: "kube-root-ca.crt",
			annotations: { "kubernetes.io/description": rootCaDescription },
		},
		data: { "ca.crt": caPem },
	});
}

function ensure(
	state: ClusterState,
	namespace: string,
	object: KubeObject,
): void {
	const type = state.registry.byKind(object.apiVersion, object.kind);
	const name = object.metadata.name as string;
	if (!type || state.store.get(type.storageKey, namespace, name)) return;
	createObject(state, type, object, namespace, { fieldManager });
}

function empty(state: ClusterState, namespace: string): void {
	for (const [storageKey, type] of contentTypes(state)) {
		for (const { object } of state.store.list(storageKey, namespace)) {
			if (object.metadata.deletionTimestamp) continue;
			const { name } = object.metadata;
			deleteObject(state, type, namespace, name as string, {
				propagationPolicy: "Background",
			});
		}
	}
	finishIfEnding(state, namespace);
}

function contentTypes(state: ClusterState): Map<string, ResourceType> {
	const types = new Map<string, ResourceType>();
	for (const type of state.registry.all()) {
		if (type.namespaced && type.verbs.includes("delete"))
			types.set(type.storageKey, type);
	}
	return types;
}

function finishIfEnding(state: ClusterState, name: string): void {
	const stored = state.store.get("/namespaces", undefined, name);
	if (!stored?.object.metadata.deletionTimestamp) return;
	for (const storageKey of contentTypes(state).keys()) {
		if (state.store.list(storageKey, name).length > 0) return;
	}
	const { object } = stored;
	const own = (object.spec?.finalizers ?? []) as string[];
	const spec = {
		...object.spec,
		finalizers: own.filter((finalizer) => finalizer !== "kubernetes"),
	};
	const isFree =
		spec.finalizers.length === 0 && !object.metadata.finalizers?.length;
	if (isFree) state.store.remove("/namespaces", undefined, name);
	else if (spec.finalizers.length < own.length)
		state.store.put("/namespaces", { ...object, spec });
}
