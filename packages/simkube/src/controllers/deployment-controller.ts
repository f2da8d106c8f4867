import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "../kube-object.ts";
import { templateHash } from "../resources/identities.ts";
import type { Controller } from "./controller-loop.ts";
import { reportDeployment } from "./report-deployment.ts";
import { rollOut, sizesAfterScaling } from "./rolling-update.ts";
import {
	controllerOf,
	controllerReference,
	create,
	current,
	remove,
	type WorkloadDeps,
} from "./workload-kit.ts";

const storageKey = "apps/deployments";
const replicaSets = "apps/replicasets";
const revisionKey = "deployment.kubernetes.io/revision";
const desiredKey = "deployment.kubernetes.io/desired-replicas";
const maxKey = "deployment.kubernetes.io/max-replicas";
const hashLabel = "pod-template-hash";

/** Turns each version of a Deployment's template into a ReplicaSet and moves replicas from old to new. */
export function createDeploymentController(deps: WorkloadDeps): Controller {
	return (event) => {
		const { object } = event.stored;
		const deployment =
			event.storageKey === storageKey
				? object
				: event.storageKey === replicaSets
					? controllerOf(deps, object, storageKey)
					: undefined;
		const now = deployment && current(deps, storageKey, deployment);
		if (now && !now.metadata.deletionTimestamp) reconcile(deps, now);
	};
}

function reconcile(deps: WorkloadDeps, deployment: KubeObject): void {
	const all = deps.owned.objectsOf(
		deployment.metadata.uid as string,
		replicaSets,
	);
	let newest = all.find((set) => hasTemplateOf(set, deployment));
	if (!deployment.spec.paused || all.length === 0) {
		newest = newest
			? raiseRevision(deps, deployment, newest, all)
			: createReplicaSet(deps, deployment, all);
	}
	const sets = deps.owned.objectsOf(
		deployment.metadata.uid as string,
		replicaSets,
	);
	if (
		!resizeToDeployment(deps, deployment, sets) &&
		!deployment.spec.paused &&
		newest
	) {
		const sizes = rollOut(deployment, newest, sets);
		for (const [set, replicas] of sizes)
			resize(deps, deployment, set, replicas);
		forgetOldest(deps, deployment, newest, sets);
	}
	reportDeployment(deps, deployment, newest);
}

function hasTemplateOf(set: KubeObject, deployment: KubeObject): boolean {
	const { [hashLabel]: _, ...labels } =
		set.spec.template.metadata?.labels ?? {};
	const template = {
		...set.spec.template,
		metadata: { ...set.spec.template.metadata, labels },
	};
	return isDeepStrictEqual(plain(template), plain(deployment.spec.template));
}

function plain(template: KubeObject): unknown {
	const { creationTimestamp: _, ...metadata } = template.metadata ?? {};
	return JSON.parse(JSON.stringify({ ...template, metadata }));
}

function revisionOf(set: KubeObject): number {
	return Number(set.metadata.annotations?.[revisionKey] ?? 0);
}

function createReplicaSet(
	deps: WorkloadDeps,
	deployment: KubeObject,
	others: readonly KubeObject[],
): KubeObject {
	const { state } = deps;
	const hash = templateHash(deployment.spec.template);
	const template = structuredClone(deployment.spec.template);
	const labels = { ...template.metadata?.labels, [hashLabel]: hash };
	template.metadata = { ...template.metadata, labels };
	const revision = Math.max(0, ...others.map(revisionOf)) + 1;
	const { selector, replicas, minReadySeconds } = deployment.spec;
	const made = create(state, deployment.metadata.namespace, {
		apiVersion: "apps/v1",
		kind: "ReplicaSet",
		metadata: {
			name: `${deployment.metadata.name}-${hash}`,
			labels,
			annotations: setAnnotations(deployment, revision),
			ownerReferences: [controllerReference(deployment)],
		},
		spec: {
			replicas: others.length === 0 ? replicas : 0,
			...(minReadySeconds ? { minReadySeconds } : {}),
			selector: {
				...selector,
				matchLabels: { ...selector.matchLabels, [hashLabel]: hash },
			},
			template,
		},
	});
	noteRevision(deps, deployment, revision);
	return made;
}

function setAnnotations(
	deployment: KubeObject,
	revision: number,
): Record<string, string> {
	const {
		"kubectl.kubernetes.io/last-applied-configuration": _,
		...annotations
	} = deployment.metadata.annotations ?? {};
	return {
		...annotations,
		[revisionKey]: String(revision),
		...sizeAnnotations(deployment),
	};
}

function sizeAnnotations(deployment: KubeObject): Record<string, string> {
	const { replicas } = deployment.spec;
	return {
		[desiredKey]: String(replicas),
		[maxKey]: String(replicas + surgeOf(deployment)),
	};
}

function surgeOf(deployment: KubeObject): number {
	const { strategy, replicas } = deployment.spec;
	const surge = strategy?.rollingUpdate?.maxSurge ?? 0;
	if (typeof surge === "number") return surge;
	return Math.ceil((Number.parseFloat(surge) / 100) * replicas);
}

/** A template that returns becomes the newest revision again. */
function raiseRevision(
	deps: WorkloadDeps,
	deployment: KubeObject,
	newest: KubeObject,
	all: readonly KubeObject[],
): KubeObject {
	const highest = Math.max(...all.map(revisionOf));
	const revision = Math.max(revisionOf(newest), 1);
	if (revision >= highest) {
		noteRevision(deps, deployment, revision);
		return newest;
	}
	const metadata = {
		...newest.metadata,
		annotations: {
			...newest.metadata.annotations,
			[revisionKey]: String(highest + 1),
		},
	};
	noteRevision(deps, deployment, highest + 1);
	return deps.state.store.put(replicaSets, { ...newest, metadata }).object;
}

function noteRevision(
	deps: WorkloadDeps,
	deployment: KubeObject,
	revision: number,
): void {
	const now = current(deps, storageKey, deployment) ?? deployment;
	if (now.metadata.annotations?.[revisionKey] === String(revision)) return;
	const annotations = {
		...now.metadata.annotations,
		[revisionKey]: String(revision),
	};
	const metadata = { ...now.metadata, annotations };
	deps.state.store.put(storageKey, { ...now, metadata });
}

/** After `kubectl scale`: gives every living ReplicaSet its share. Answers whether that was the case. */
function resizeToDeployment(
	deps: WorkloadDeps,
	deployment: KubeObject,
	sets: readonly KubeObject[],
): boolean {
	const wanted = String(deployment.spec.replicas);
	const living = sets.filter((set) => set.spec.replicas > 0);
	const isScaled = living.some(
		(set) =>
			set.metadata.annotations?.[desiredKey] !== undefined &&
			set.metadata.annotations[desiredKey] !== wanted,
	);
	if (!isScaled) return false;
	const max = deployment.spec.replicas + surgeOf(deployment);
	for (const [set, replicas] of sizesAfterScaling(deployment, living, max))
		resize(deps, deployment, set, replicas);
	return true;
}

function resize(
	deps: WorkloadDeps,
	deployment: KubeObject,
	set: KubeObject,
	replicas: number,
): void {
	const now = current(deps, replicaSets, set);
	if (!now) return;
	const annotations = {
		...now.metadata.annotations,
		...sizeAnnotations(deployment),
	};
	const isSame =
		now.spec.replicas === replicas &&
		isDeepStrictEqual(now.metadata.annotations, annotations);
	if (isSame) return;
	const generation =
		(now.metadata.generation ?? 0) + (now.spec.replicas === replicas ? 0 : 1);
	deps.state.store.put(replicaSets, {
		...now,
		metadata: { ...now.metadata, annotations, generation },
		spec: { ...now.spec, replicas },
	});
}

function forgetOldest(
	deps: WorkloadDeps,
	deployment: KubeObject,
	newest: KubeObject,
	sets: readonly KubeObject[],
): void {
	const idle = sets
		.filter(
			(set) =>
				set.metadata.uid !== newest.metadata.uid &&
				set.spec.replicas === 0 &&
				(set.status?.replicas ?? 0) === 0,
		)
		.sort((left, right) => revisionOf(left) - revisionOf(right));
	const surplus = idle.length - (deployment.spec.revisionHistoryLimit ?? 10);
	for (const set of idle.slice(0, Math.max(0, surplus)))
		remove(deps.state, set);
}
