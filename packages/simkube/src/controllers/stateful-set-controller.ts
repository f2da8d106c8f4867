import type { KubeObject } from "../kube-object.ts";
import { templateHash } from "../resources/identities.ts";
import type { Controller } from "./controller-loop.ts";
import {
	activePods,
	controllerOf,
	create,
	createPod,
	current,
	isPodReady,
	putStatus,
	remove,
	type WorkloadDeps,
} from "./workload-kit.ts";

const storageKey = "apps/statefulsets";
const revisionLabel = "controller-revision-hash";

/** Keeps a StatefulSet's Pods by number: one after the other upwards, from the highest downwards. */
export function createStatefulSetController(deps: WorkloadDeps): Controller {
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
		if (!now.metadata.deletionTimestamp) step(deps, now);
		report(deps, now);
	};
}

function revisionOf(set: KubeObject): string {
	return `${set.metadata.name}-${templateHash(set.spec.template)}`;
}

function podName(set: KubeObject, index: number): string {
	return `${set.metadata.name}-${index}`;
}

function step(deps: WorkloadDeps, set: KubeObject): void {
	const { state } = deps;
	const { namespace } = set.metadata;
	const isParallel = set.spec.podManagementPolicy === "Parallel";
	const wanted: number = set.spec.replicas ?? 1;
	for (let index = 0; index < wanted; index++) {
		const pod = state.store.get(
			"/pods",
			namespace,
			podName(set, index),
		)?.object;
		if (!pod) createMember(deps, set, index);
		if (isParallel) continue;
		if (!pod || !isPodReady(pod) || pod.metadata.deletionTimestamp) return;
	}
	const members = activePods(deps, set).sort(
		(left, right) => indexOf(right) - indexOf(left),
	);
	const surplus = members.filter((pod) => indexOf(pod) >= wanted);
	const outdated = members.filter(
		(pod) => pod.metadata.labels?.[revisionLabel] !== revisionOf(set),
	);
	const isOnDelete = set.spec.updateStrategy?.type === "OnDelete";
	const [next] = [...surplus, ...(isOnDelete ? [] : outdated)];
	if (next) remove(state, next);
}

function indexOf(pod: KubeObject): number {
	return Number(pod.metadata.name?.split("-").at(-1));
}

function createMember(
	deps: WorkloadDeps,
	set: KubeObject,
	index: number,
): void {
	const name = podName(set, index);
	const claims = claimsFor(deps, set, name);
	const own = set.spec.template.spec;
	createPod(
		deps,
		set,
		{ name },
		{
			labels: {
				[revisionLabel]: revisionOf(set),
				"statefulset.kubernetes.io/pod-name": name,
				"apps.kubernetes.io/pod-index": String(index),
			},
			spec: {
				hostname: name,
				...(set.spec.serviceName ? { subdomain: set.spec.serviceName } : {}),
				...(claims.length > 0
					? { volumes: [...(own.volumes ?? []), ...claims] }
					: {}),
			},
		},
	);
}

function claimsFor(
	{ state }: WorkloadDeps,
	set: KubeObject,
	name: string,
): object[] {
	const { namespace } = set.metadata;
	const templates: KubeObject[] = set.spec.volumeClaimTemplates ?? [];
	return templates.map((template) => {
		const claimName = `${template.metadata.name}-${name}`;
		if (!state.store.get("/persistentvolumeclaims", namespace, claimName)) {
			create(state, namespace, {
				apiVersion: "v1",
				kind: "PersistentVolumeClaim",
				metadata: { name: claimName, labels: set.spec.selector?.matchLabels },
				spec: structuredClone(template.spec),
			});
		}
		return {
			name: template.metadata.name,
			persistentVolumeClaim: { claimName },
		};
	});
}

function report(deps: WorkloadDeps, set: KubeObject): void {
	const now = current(deps, storageKey, set);
	if (!now) return;
	const pods = activePods(deps, now);
	const ready = pods.filter(isPodReady).length;
	const revision = revisionOf(now);
	const updated = pods.filter(
		(pod) => pod.metadata.labels?.[revisionLabel] === revision,
	).length;
	const isDone = updated === pods.length;
	putStatus(deps.state, storageKey, now, {
		observedGeneration: now.metadata.generation,
		replicas: pods.length,
		readyReplicas: ready || undefined,
		currentReplicas:
			(isDone ? pods.length : pods.length - updated) || undefined,
		updatedReplicas: updated || undefined,
		currentRevision: isDone
			? revision
			: (now.status?.currentRevision ?? revision),
		updateRevision: revision,
		collisionCount: 0,
		availableReplicas: ready,
	});
}
