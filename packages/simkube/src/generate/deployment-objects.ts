import { applyDefaults } from "../defaults/index.ts";
import type { KubeObject } from "../kube-object.ts";
import { eventObject, podEvents } from "./event-objects.ts";
import { type Maker, ownedBy } from "./maker.ts";
import { drawFate, isReady, type PodFate } from "./pod-fate.ts";
import { podObject, podSpec } from "./pod-objects.ts";

export interface DeploymentRequest {
	readonly name: string;
	readonly namespace: string;
	readonly replicas: number;
	readonly nodes: readonly [string, ...string[]];
	/** The fates of its first pods; chance decides those of the rest. */
	readonly fates?: readonly PodFate[];
	readonly serviceAccountName?: string;
	readonly hasSidecar?: boolean;
}

/** A deployment and all that it keeps: its replica set, its pods, and what happened to them. */
export function* deploymentObjects(
	maker: Maker,
	request: DeploymentRequest,
): Generator<KubeObject> {
	const { random } = maker;
	const { name, namespace, replicas } = request;
	const ageMinutes = 60 + random.below(60 * 24 * 30);
	const fates = Array.from(
		{ length: replicas },
		(_, index) => request.fates?.[index] ?? drawFate(random),
	);
	const ready = fates.filter(isReady).length;
	const hash = random.suffix(10);
	const parts = partsOf(request, random.below(30));
	const deployment = deploymentObject(maker, {
		...request,
		...parts,
		ageMinutes,
		ready,
	});
	yield deployment;
	const replicaSet = replicaSetObject(maker, deployment, {
		hash,
		ready,
		replicas,
	});
	yield replicaSet;
	for (const fate of fates) {
		const pod = podObject(maker, {
			owner: replicaSet,
			name: `${name}-${hash}-${random.suffix(5)}`,
			namespace,
			labels: { ...parts.labels, "pod-template-hash": hash },
			containers: parts.containers,
			nodeName: random.pick(request.nodes),
			ageMinutes: 3 + random.below(ageMinutes - 3),
			fate,
			...(request.serviceAccountName === undefined
				? {}
				: { serviceAccountName: request.serviceAccountName }),
		});
		yield pod;
		yield* podEvents(maker, pod, fate);
	}
	if (random.chance(20))
		yield eventObject(maker, deployment, {
			type: "Normal",
			reason: "ScalingReplicaSet",
			message: `Scaled up replica set ${replicaSet.metadata.name} to ${replicas}`,
			component: "deployment-controller",
		});
}

interface Parts {
	readonly labels: Record<string, string>;
	readonly containers: { name: string; image: string }[];
}

function partsOf(
	{ name, namespace, hasSidecar }: DeploymentRequest,
	patch: number,
): Parts {
	const image = `registry.example/${namespace}/${name}:1.${patch % 7}.${patch}`;
	return {
		labels: { app: name },
		containers: [
			{ name, image },
			...(hasSidecar
				? [{ name: "proxy", image: "registry.example/proxy:2.3.1" }]
				: []),
		],
	};
}

function deploymentObject(
	maker: Maker,
	of: DeploymentRequest & Parts & { ageMinutes: number; ready: number },
): KubeObject {
	const { name, namespace, replicas, labels, ready, ageMinutes } = of;
	const deployment = maker.make({
		apiVersion: "apps/v1",
		kind: "Deployment",
		ageMinutes,
		metadata: {
			name,
			namespace,
			generation: 1,
			labels: { ...labels, "app.kubernetes.io/part-of": namespace },
			annotations: { "deployment.kubernetes.io/revision": "1" },
		},
		fields: {
			spec: {
				replicas,
				selector: { matchLabels: { ...labels } },
				template: {
					metadata: { labels: { ...labels } },
					spec: podSpec(of.containers, of.serviceAccountName),
				},
			},
			status: {
				observedGeneration: 1,
				...counts(replicas, ready),
				updatedReplicas: replicas,
				...(ready < replicas ? { unavailableReplicas: replicas - ready } : {}),
				conditions: deploymentConditions(maker, of),
			},
		},
	});
	return applyDefaults(deployment);
}

// Zero counts are left out, as a real server leaves them out.
function counts(replicas: number, ready: number): Record<string, number> {
	return {
		...(replicas > 0 ? { replicas } : {}),
		...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
	};
}

function deploymentConditions(
	maker: Maker,
	{
		replicas,
		ready,
		ageMinutes,
	}: { replicas: number; ready: number; ageMinutes: number },
): unknown[] {
	const isAvailable = ready >= Math.ceil(replicas * 0.75);
	const times = {
		lastTransitionTime: maker.minutesAgo(ageMinutes),
		lastUpdateTime: maker.minutesAgo(ageMinutes),
	};
	return [
		{
			type: "Available",
			status: isAvailable ? "True" : "False",
			reason: isAvailable
				? "MinimumReplicasAvailable"
				: "MinimumReplicasUnavailable",
			message: `Deployment ${isAvailable ? "has" : "does not have"} minimum availability.`,
			...times,
		},
		{
			type: "Progressing",
			status: isAvailable ? "True" : "False",
			reason: isAvailable
				? "NewReplicaSetAvailable"
				: "ProgressDeadlineExceeded",
			message: isAvailable
				? "ReplicaSet has successfully progressed."
				: "ReplicaSet has timed out progressing.",
			...times,
		},
	];
}

function replicaSetObject(
	maker: Maker,
	deployment: KubeObject,
	{ hash, ready, replicas }: { hash: string; ready: number; replicas: number },
): KubeObject {
	const { name, namespace, creationTimestamp } = deployment.metadata;
	const labels = {
		...deployment.spec.selector.matchLabels,
		"pod-template-hash": hash,
	};
	const template = structuredClone(deployment.spec.template);
	template.metadata.labels = { ...labels };
	const set = maker.make({
		apiVersion: "apps/v1",
		kind: "ReplicaSet",
		ageMinutes: 0,
		metadata: {
			name: `${name}-${hash}`,
			...(namespace === undefined ? {} : { namespace }),
			generation: 1,
			labels: { ...labels },
			annotations: {
				"deployment.kubernetes.io/desired-replicas": String(replicas),
				"deployment.kubernetes.io/revision": "1",
			},
			ownerReferences: ownedBy(deployment),
		},
		fields: {
			spec: { replicas, selector: { matchLabels: { ...labels } }, template },
			status: { observedGeneration: 1, replicas, ...counts(replicas, ready) },
		},
	});
	if (creationTimestamp !== undefined)
		set.metadata.creationTimestamp = creationTimestamp;
	return set;
}
