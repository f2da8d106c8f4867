import type { ClusterState } from "../resources/cluster-state.ts";
import type { Controller } from "./controller-loop.ts";
import { createDaemonSetController } from "./daemon-set-controller.ts";
import { createDeploymentController } from "./deployment-controller.ts";
import { createEndpointsController } from "./endpoints-controller.ts";
import { createJobController } from "./job-controller.ts";
import { createNamespaceController } from "./namespace-controller.ts";
import { createOwnedIndex } from "./owned-index.ts";
import { createOwnerController } from "./owner-controller.ts";
import { createQuotaController } from "./quota-controller.ts";
import { createReplicaSetController } from "./replica-set-controller.ts";
import { createRoleAggregationController } from "./role-aggregation-controller.ts";
import { createStatefulSetController } from "./stateful-set-controller.ts";

/** What goes on in a cluster by itself, apart from the running of Pods. */
export function createControllers(
	state: ClusterState,
	caCertificatePem: string,
): Controller[] {
	const owned = createOwnedIndex(state.store);
	const deps = { state, owned };
	return [
		createNamespaceController(state, caCertificatePem),
		createRoleAggregationController(state),
		createDeploymentController(deps),
		createReplicaSetController(deps, "apps/replicasets"),
		createReplicaSetController(deps, "/replicationcontrollers"),
		createStatefulSetController(deps),
		createDaemonSetController(deps),
		createJobController(deps),
		createEndpointsController(state),
		createOwnerController(state, owned),
		createQuotaController(state),
	];
}
