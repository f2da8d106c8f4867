import type { KubeObject } from "../kube-object.ts";
import { templateHash } from "../resources/identities.ts";
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

const storageKey = "apps/daemonsets";
const revisionLabel = "controller-revision-hash";

/** Keeps one Pod of a DaemonSet on every Node that its selector matches. */
export function createDaemonSetController(deps: WorkloadDeps): Controller {
	return (event) => {
		const { object } = event.stored;
		const isNodeChange =
			event.storageKey === "/nodes" && event.type !== "MODIFIED";
		const sets = isNodeChange
			? deps.state.store.list(storageKey).map((each) => each.object)
			: event.storageKey === storageKey
				? [object]
				: event.storageKey === "/pods"
					? [controllerOf(deps, object, storageKey)]
					: [];
		for (const set of sets) {
			const now = set && current(deps, storageKey, set);
			if (now) reconcile(deps, now);
		}
	};
}

function reconcile(deps: WorkloadDeps, set: KubeObject): void {
	const nodes = matchingNodes(deps, set);
	if (!set.metadata.deletionTimestamp) place(deps, set, nodes);
	const pods = activePods(deps, set);
	const ready = pods.filter(isPodReady).length;
	const hash = templateHash(set.spec.template);
	const updated = pods.filter(
		(pod) => pod.metadata.labels?.[revisionLabel] === hash,
	).length;
	putStatus(deps.state, storageKey, set, {
		currentNumberScheduled: pods.length,
		numberMisscheduled: 0,
		desiredNumberScheduled: nodes.length,
		numberReady: ready,
		observedGeneration: set.metadata.generation,
		updatedNumberScheduled: updated || undefined,
		numberAvailable: ready || undefined,
		numberUnavailable: nodes.length - ready || undefined,
	});
}

function matchingNodes({ state }: WorkloadDeps, set: KubeObject): string[] {
	const selector = Object.entries(set.spec.template.spec?.nodeSelector ?? {});
	return state.store
		.list("/nodes")
		.map((each) => each.object.metadata)
		.filter((node) =>
			selector.every(([key, value]) => node.labels?.[key] === value),
		)
		.map((node) => node.name as string);
}

function place(
	deps: WorkloadDeps,
	set: KubeObject,
	nodes: readonly string[],
): void {
	const hash = templateHash(set.spec.template);
	const pods = activePods(deps, set);
	const isOnDelete = set.spec.updateStrategy?.type === "OnDelete";
	for (const pod of pods) {
		const isStray = !nodes.includes(pod.spec?.nodeName);
		const isOutdated = pod.metadata.labels?.[revisionLabel] !== hash;
		if (isStray || (isOutdated && !isOnDelete)) remove(deps.state, pod);
	}
	const taken = new Set(
		deps.owned
			.objectsOf(set.metadata.uid as string, "/pods")
			.map((pod) => pod.spec?.nodeName),
	);
	for (const nodeName of nodes) {
		if (taken.has(nodeName)) continue;
		createPod(
			deps,
			set,
			{ generateName: `${set.metadata.name}-` },
			{ labels: { [revisionLabel]: hash }, spec: { nodeName } },
		);
	}
}
