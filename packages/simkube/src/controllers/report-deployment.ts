import type { KubeObject } from "../kube-object.ts";
import {
	condition,
	current,
	putStatus,
	type WorkloadDeps,
} from "./workload-kit.ts";

const storageKey = "apps/deployments";
const replicaSets = "apps/replicasets";

/** Writes how far a Deployment has come into its status. */
export function reportDeployment(
	deps: WorkloadDeps,
	deployment: KubeObject,
	newest: KubeObject | undefined,
): void {
	const now = current(deps, storageKey, deployment);
	if (!now) return;
	const sets = deps.owned.objectsOf(now.metadata.uid as string, replicaSets);
	const sum = (field: string): number =>
		sets.reduce((total, set) => total + (set.status?.[field] ?? 0), 0);
	const available = sum("availableReplicas");
	const updated =
		newest && sets.find((set) => set.metadata.uid === newest.metadata.uid);
	const total = sum("replicas");
	const updatedReplicas = updated?.status?.replicas ?? 0;
	const wanted = now.spec.replicas as number;
	const unavailable =
		sets.reduce((count, set) => count + set.spec.replicas, 0) - available;
	putStatus(deps.state, storageKey, now, {
		observedGeneration: now.metadata.generation,
		replicas: total || undefined,
		updatedReplicas: updatedReplicas || undefined,
		readyReplicas: sum("readyReplicas") || undefined,
		availableReplicas: available || undefined,
		unavailableReplicas: Math.max(0, unavailable) || undefined,
		conditions: conditionsOf(deps, now, {
			isAvailable: available >= wanted - unavailableAllowed(now),
			isComplete:
				updatedReplicas === wanted && total === wanted && available === wanted,
			setName: updated?.metadata.name ?? "",
		}),
	});
}

function unavailableAllowed(deployment: KubeObject): number {
	const { strategy, replicas } = deployment.spec;
	const allowed = strategy?.rollingUpdate?.maxUnavailable ?? 0;
	if (typeof allowed === "number") return allowed;
	return Math.floor((Number.parseFloat(allowed) / 100) * replicas);
}

function conditionsOf(
	{ state }: WorkloadDeps,
	deployment: KubeObject,
	facts: { isAvailable: boolean; isComplete: boolean; setName: string },
): object[] {
	const { isAvailable, isComplete, setName } = facts;
	const availability = {
		type: "Available",
		status: isAvailable ? "True" : "False",
		reason: isAvailable
			? "MinimumReplicasAvailable"
			: "MinimumReplicasUnavailable",
		message: isAvailable
			? "Deployment has minimum availability."
			: "Deployment does not have minimum availability.",
	};
	const progress = {
		type: "Progressing",
		status: "True",
		reason: isComplete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
		message: isComplete
			? `ReplicaSet "${setName}" has successfully progressed.`
			: `ReplicaSet "${setName}" is progressing.`,
	};
	return [availability, progress].map((each) =>
		condition(state, deployment, each, true),
	);
}
