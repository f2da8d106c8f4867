import type { ClusterState } from "../resources/cluster-state.ts";
import type { Controller } from "./controller-loop.ts";
import { createNamespaceController } from "./namespace-controller.ts";
import { createOwnerController } from "./owner-controller.ts";
import { createRoleAggregationController } from "./role-aggregation-controller.ts";

/** What goes on in a cluster by itself. */
export function createControllers(
	state: ClusterState,
	options: { caCertificatePem: string; workload: "running" | "pending" },
): Controller[] {
	return [
		createNamespaceController(state, options.caCertificatePem),
		createRoleAggregationController(state),
		createOwnerController(state),
	];
}
