import type { KubeObject } from "../kube-object.ts";
import type { ClusterState } from "../resources/cluster-state.ts";

const storageKey = "apiextensions.k8s.io/customresourcedefinitions";

/** Serves what CustomResourceDefinitions define, from the moment they are written to that of their end. */
export function followDefinitions(state: ClusterState): void {
	for (const { object } of state.store.list(storageKey))
		state.registry.define(object);
	state.store.subscribeTo(storageKey, (event) => {
		const { object } = event.stored;
		if (event.type !== "DELETED") {
			state.registry.define(object);
			return;
		}
		removeInstances(state, object);
		state.registry.undefine(object.metadata.name as string);
	});
}

/** The objects of a kind end with its definition. */
function removeInstances(state: ClusterState, definition: KubeObject): void {
	const { group, names } = definition.spec;
	const resource = `${group}/${names.plural}`;
	for (const { object } of state.store.list(resource)) {
		const { namespace, name } = object.metadata;
		state.store.remove(resource, namespace, name as string);
	}
}
