import type { KubeObject } from "../kube-object.ts";
import type { Maker } from "./maker.ts";
import type { PodFate } from "./pod-fate.ts";

interface EventText {
	readonly type: "Normal" | "Warning";
	readonly reason: string;
	readonly message: string;
	readonly component: string;
	readonly count?: number;
}

/** One event about an object, seen within the last hour, as servers keep events no longer. */
export function eventObject(
	maker: Maker,
	about: KubeObject,
	{ type, reason, message, component, count = 1 }: EventText,
): KubeObject {
	const { random } = maker;
	const lastMinutes = random.below(30);
	const firstMinutes = lastMinutes + (count > 1 ? 25 : 0);
	const { name = "", namespace = "default", uid = "" } = about.metadata;
	return maker.make({
		apiVersion: "v1",
		kind: "Event",
		ageMinutes: firstMinutes,
		metadata: {
			name: `${name}.${random.uid().slice(0, 8)}${random.suffix(8)}`,
			namespace,
		},
		fields: {
			involvedObject: {
				apiVersion: about.apiVersion,
				kind: about.kind,
				name,
				namespace,
				uid,
			},
			type,
			reason,
			message,
			source: { component },
			reportingComponent: component,
			reportingInstance: "",
			firstTimestamp: maker.minutesAgo(firstMinutes),
			lastTimestamp: maker.minutesAgo(lastMinutes),
			count,
		},
	});
}

/** What the cluster says about a pod that does not fare well; nothing about the others. */
export function* podEvents(
	maker: Maker,
	pod: KubeObject,
	fate: PodFate,
): Generator<KubeObject> {
	const container = pod.spec?.containers?.[0];
	const kubelet = { type: "Warning", component: "kubelet" } as const;
	const count = 2 + maker.random.below(40);
	switch (fate) {
		case "crashing":
			yield eventObject(maker, pod, {
				...kubelet,
				reason: "BackOff",
				message: `Back-off restarting failed container ${container?.name} in pod ${pod.metadata.name}`,
				count,
			});
			break;
		case "image-missing":
			yield eventObject(maker, pod, {
				...kubelet,
				reason: "Failed",
				message: `Failed to pull image "${container?.image}": not found`,
				count,
			});
			break;
		case "unschedulable":
			yield eventObject(maker, pod, {
				type: "Warning",
				component: "default-scheduler",
				reason: "FailedScheduling",
				message: `0/${maker.nodeCount} nodes are available: ${maker.nodeCount} Insufficient cpu.`,
				count,
			});
			break;
		case "not-ready":
			yield eventObject(maker, pod, {
				...kubelet,
				reason: "Unhealthy",
				message:
					"Readiness probe failed: HTTP probe failed with statuscode: 503",
				count,
			});
			break;
		default:
	}
}
