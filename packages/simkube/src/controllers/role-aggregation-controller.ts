import { isDeepStrictEqual } from "node:util";
import { aggregateRules } from "../rbac/index.ts";
import type { ClusterState } from "../resources/cluster-state.ts";
import type { Controller } from "./controller-loop.ts";

const storageKey = "rbac.authorization.k8s.io/clusterroles";

/** Keeps the rules of aggregating ClusterRoles up to date with the roles they select. */
export function createRoleAggregationController(
	state: ClusterState,
): Controller {
	return (event) => {
		if (event.storageKey !== storageKey) return;
		const roles = state.store.list(storageKey).map((each) => each.object);
		for (const role of roles) {
			const rules = aggregateRules(role, roles);
			if (!rules || isDeepStrictEqual(rules, role.rules ?? [])) continue;
			state.store.put(storageKey, { ...role, rules });
		}
	};
}
