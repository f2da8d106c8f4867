import type { KubeObject } from "../kube-object.ts";
import type { Controller } from "./controller-loop.ts";
import {
	activePods,
	controllerOf,
	createPod,
	current,
	isPodReady,
	putStatus,
	remove,
	type WorkloadDeps,
} from "./workload-kit.ts";

/** Keeps as many Pods as a ReplicaSet (or its ancestor, the ReplicationController) asks for. */
export function createReplicaSetController(
	deps: WorkloadDeps,
	storageKey: "apps/replicasets" | "/replicationcontrollers",
): Controller {
	return (event) => {
		const { object } = event.stored;
		const set =
			event.storageKey === storageKey
				? object
				: event.storageKey === "/pods"
					? controllerOf(deps, object, storageKey)
					: undefined;
		const now = set && current(deps, storageKey, set);
		if (!now) return;
		if (!now.metadata.deletionTimestamp) resize(deps, now);
		report(deps, storageKey, now);
	};
}

function resize(deps: WorkloadDeps, set: KubeObject): void {
	const pods = activePods(deps, set);
	const difference = (set.spec.replicas ?? 1) - pods.length;
	for (let i = 0; i < difference; i++) {
		createPod(deps, set, { generateName: `${set.metadata.name}-` });
	}
	if (difference >= 0) return;
	const leastWanted = pods.toSorted(
		(left, right) => worth(left) - worth(right),
	);
	for (const pod of leastWanted.slice(0, -difference)) remove(deps.state, pod);
}

/** Pods that serve nobody yet go first. */
function worth(pod: KubeObject): number {
	if (!pod.spec?.nodeName) return 0;
	return isPodReady(pod) ? 2 : 1;
}

function report(deps: WorkloadDeps, storageKey: string, set: KubeObject): void {
	const now = current(deps, storageKey, set);
	if (!now) return;
	const pods = activePods(deps, now);
	const ready = pods.filter(isPodReady).length;
	putStatus(deps.state, storageKey, now, {
		replicas: pods.length,
		fullyLabeledReplicas: pods.length || undefined,
		readyReplicas: ready || undefined,
		availableReplicas: ready || undefined,
		observedGeneration: now.metadata.generation,
	});
}
