import { applyDefaults } from "../defaults/index.ts";
import type { KubeObject } from "../kube-object.ts";
import { containerStatus } from "./container-status.ts";
import { type Maker, ownedBy } from "./maker.ts";
import { addressOfNode } from "./node-objects.ts";
import { isReady, type PodFate } from "./pod-fate.ts";

export interface PodRequest {
	readonly owner: KubeObject;
	readonly name: string;
	readonly namespace: string;
	readonly labels: Readonly<Record<string, string>>;
	readonly containers: readonly {
		readonly name: string;
		readonly image: string;
	}[];
	readonly nodeName: string;
	readonly ageMinutes: number;
	readonly fate: PodFate;
	readonly serviceAccountName?: string;
}

/** The spec both a pod and the template it came from have. A fresh copy, so that no two objects share a part. */
export function podSpec(
	containers: PodRequest["containers"],
	serviceAccountName = "default",
): Record<string, unknown> {
	return {
		serviceAccountName,
		// The first container serves; a second one is a proxy in front of it.
		containers: containers.map(({ name, image }, index) => ({
			name,
			image,
			...(index === 0
				? serving()
				: { ports: [{ name: "proxy", containerPort: 15_001 }] }),
			resources: {
				limits: { memory: "256Mi" },
				requests: { cpu: "100m", memory: "128Mi" },
			},
		})),
	};
}

const serving = () => ({
	ports: [{ name: "http", containerPort: 8080 }],
	env: [{ name: "LOG_LEVEL", value: "info" }],
	readinessProbe: { httpGet: { path: "/ready", port: "http" } },
});

/** One pod of a controller, with the status that its fate gives it. */
export function podObject(maker: Maker, request: PodRequest): KubeObject {
	const { owner, name, namespace, labels, ageMinutes, fate } = request;
	const isPlaced = fate !== "unschedulable";
	const pod = maker.make({
		apiVersion: "v1",
		kind: "Pod",
		ageMinutes,
		metadata: {
			name,
			generateName: `${owner.metadata.name}-`,
			namespace,
			labels: { ...labels },
			ownerReferences: ownedBy(owner),
		},
		fields: {
			spec: {
				...podSpec(request.containers, request.serviceAccountName),
				...(isPlaced ? { nodeName: request.nodeName } : {}),
			},
			status: isPlaced
				? placedStatus(maker, request)
				: pendingStatus(maker, request),
		},
	});
	return applyDefaults(pod);
}

function pendingStatus(
	maker: Maker,
	{ ageMinutes }: PodRequest,
): Record<string, unknown> {
	return {
		phase: "Pending",
		qosClass: "Burstable",
		conditions: [
			{
				type: "PodScheduled",
				status: "False",
				reason: "Unschedulable",
				message: `0/${maker.nodeCount} nodes are available: ${maker.nodeCount} Insufficient cpu.`,
				lastTransitionTime: maker.minutesAgo(ageMinutes),
			},
		],
	};
}

function placedStatus(
	maker: Maker,
	{ fate, ageMinutes, containers, nodeName }: PodRequest,
): Record<string, unknown> {
	const ready = isReady(fate);
	const podIP = maker.podIP();
	const since = (minutes: number) => ({
		lastTransitionTime: maker.minutesAgo(minutes),
	});
	const unready = ready
		? {}
		: {
				reason: "ContainersNotReady",
				message: `containers with unready status: [${containers[0]?.name}]`,
			};
	const condition = (type: string, isTrue: boolean, minutes: number) => ({
		type,
		status: isTrue ? "True" : "False",
		...(isTrue ? {} : unready),
		...since(minutes),
	});
	return {
		phase: fate === "image-missing" ? "Pending" : "Running",
		qosClass: "Burstable",
		hostIP: addressOfNode(nodeName),
		podIP,
		podIPs: [{ ip: podIP }],
		startTime: maker.minutesAgo(ageMinutes),
		conditions: [
			condition("Initialized", true, ageMinutes),
			condition("Ready", ready, ready ? ageMinutes - 0.2 : ageMinutes / 2),
			condition(
				"ContainersReady",
				ready,
				ready ? ageMinutes - 0.2 : ageMinutes / 2,
			),
			condition("PodScheduled", true, ageMinutes),
		],
		// What befalls a pod befalls its first container; the others carry on.
		containerStatuses: containers.map((container, index) =>
			containerStatus(maker, {
				...container,
				fate: index === 0 ? fate : "healthy",
				ageMinutes,
			}),
		),
	};
}
