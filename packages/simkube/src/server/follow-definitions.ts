import type { ClusterState } from "../resources/cluster-state.ts";

const storageKey = "apiextensions.k8s.io/customresourcedefinitions";

/** Serves what CustomResourceDefinitions define, from the moment they are written to that of their end. */
export function followDefinitions(state: ClusterState): void {
	state.store.subscribeTo(storageKey, (event) => {
		const { object } = event.stored;
		if (event.type === "DELETED")
			state.registry.undefine(object.metadata.name as string);
		else state.registry.define(object);
	});
}
