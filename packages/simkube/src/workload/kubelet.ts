import type { Controller } from "../controllers/controller-loop.ts";
import type { KubeObject } from "../kube-object.ts";
import { type ClusterState, kubeTime } from "../resources/cluster-state.ts";
import { containerOutcome } from "./container-outcome.ts";
import { emitEvent } from "./emit-event.ts";

const pods = "/pods";

/** Stands in for scheduler and kubelets: gives Pods a Node and lets their containers run, end or fail. */
export function createKubelet(state: ClusterState): Controller {
	let turn = 0;
	return (event) => {
		if (event.storageKey !== pods || event.type === "DELETED") return;
		const { namespace, name, uid } = event.stored.object.metadata;
		const pod = state.store.get(pods, namespace, name as string)?.object;
		if (!pod || pod.metadata.uid !== uid) return;
		if (pod.metadata.deletionTimestamp) {
			terminate(state, pod);
		} else if (!pod.spec?.nodeName) {
			turn += 1;
			schedule(state, pod, turn);
		} else if (pod.status?.phase === "Pending" && !pod.status.startTime) {
			start(state, pod);
		} else if (pod.status?.phase === "Running") {
			finish(state, pod);
		}
	};
}

function terminate(state: ClusterState, pod: KubeObject): void {
	const { namespace, name, finalizers } = pod.metadata;
	if (!pod.spec?.nodeName) return;
	if (!finalizers?.length) {
		state.store.remove(pods, namespace, name as string);
		return;
	}
	if (pod.metadata.deletionGracePeriodSeconds === 0) return;
	const metadata = { ...pod.metadata, deletionGracePeriodSeconds: 0 };
	state.store.put(pods, { ...pod, metadata });
}

function schedule(state: ClusterState, pod: KubeObject, turn: number): void {
	const nodes = state.store
		.list("/nodes")
		.map((each) => each.object)
		.filter((node) => fits(node, pod));
	const node = nodes[turn % Math.max(1, nodes.length)];
	if (!node) {
		reportUnschedulable(state, pod);
		return;
	}
	const nodeName = node.metadata.name as string;
	const { namespace, name } = pod.metadata;
	state.store.put(pods, { ...pod, spec: { ...pod.spec, nodeName } });
	emitEvent(state, pod, {
		reason: "Scheduled",
		message: `Successfully assigned ${namespace}/${name} to ${nodeName}`,
		component: "default-scheduler",
	});
}

function fits(node: KubeObject, pod: KubeObject): boolean {
	if (node.spec?.unschedulable) return false;
	const wanted = Object.entries(pod.spec?.nodeSelector ?? {});
	return wanted.every(([key, value]) => node.metadata.labels?.[key] === value);
}

function reportUnschedulable(state: ClusterState, pod: KubeObject): void {
	const isKnown = (pod.status?.conditions ?? []).length > 0;
	if (isKnown) return;
	const total = state.store.count("/nodes");
	const message = `0/${total} nodes are available.`;
	const condition = {
		type: "PodScheduled",
		status: "False",
		reason: "Unschedulable",
		message,
		lastProbeTime: null,
		lastTransitionTime: kubeTime(state.clock()),
	};
	state.store.put(pods, {
		...pod,
		status: { ...pod.status, conditions: [condition] },
	});
	emitEvent(state, pod, {
		type: "Warning",
		reason: "FailedScheduling",
		message,
		component: "default-scheduler",
	});
}

function start(state: ClusterState, pod: KubeObject): void {
	const now = kubeTime(state.clock());
	const statuses = containersOf(pod).map((container) =>
		startedStatus(state, container, now),
	);
	const isReady = statuses.every((each) => each.ready);
	const node = state.store.get("/nodes", undefined, pod.spec.nodeName)?.object;
	const hostIP = node?.status?.addresses?.[0]?.address ?? "10.0.0.1";
	const podIP = pod.spec.hostNetwork ? hostIP : freshAddress(state);
	state.store.put(pods, {
		...pod,
		status: {
			...pod.status,
			phase: isReady ? "Running" : "Pending",
			conditions: conditionsOf(isReady, now),
			hostIP,
			hostIPs: [{ ip: hostIP }],
			podIP,
			podIPs: [{ ip: podIP }],
			startTime: now,
			containerStatuses: statuses,
		},
	});
	for (const status of statuses) reportStart(state, pod, status);
}

function containersOf(pod: KubeObject): KubeObject[] {
	return pod.spec?.containers ?? [];
}

function startedStatus(
	state: ClusterState,
	container: KubeObject,
	now: string,
): KubeObject {
	const image = String(container.image);
	const isMissing = containerOutcome.isImageMissing(image);
	const hash = state.identities.uid().replaceAll("-", "");
	const digest = `sha256:${hash}${hash}`;
	const status = {
		name: container.name,
		image,
		ready: !isMissing,
		restartCount: 0,
		started: !isMissing,
		imageID: isMissing ? "" : `${image.split(":", 1)[0]}@${digest}`,
		...(isMissing
			? {
					state: {
						waiting: {
							reason: "ImagePullBackOff",
							message: `Back-off pulling image "${image}"`,
						},
					},
				}
			: {
					containerID: `containerd://${hash}${hash}`,
					state: { running: { startedAt: now } },
				}),
		lastState: {},
	};
	return status as unknown as KubeObject;
}

function reportStart(
	state: ClusterState,
	pod: KubeObject,
	status: KubeObject,
): void {
	const component = "kubelet";
	const fieldPath = `spec.containers{${status.name}}`;
	if (status.ready) {
		const message = `Started container ${status.name}`;
		emitEvent(state, pod, { reason: "Started", message, component, fieldPath });
		return;
	}
	const { message } = status.state.waiting;
	emitEvent(state, pod, {
		type: "Warning",
		reason: "Failed",
		message,
		component,
		fieldPath,
	});
}

function freshAddress(state: ClusterState): string {
	const host = state.identities.below(65_000) + 2;
	return `10.244.${host >> 8}.${host & 255}`;
}

function conditionsOf(isReady: boolean, now: string): object[] {
	const status = isReady ? "True" : "False";
	const types: [string, string][] = [
		["PodReadyToStartContainers", "True"],
		["Initialized", "True"],
		["Ready", status],
		["ContainersReady", status],
		["PodScheduled", "True"],
	];
	return types.map(([type, each]) => ({
		type,
		status: each,
		lastProbeTime: null,
		lastTransitionTime: now,
		...(each === "False" ? { reason: "ContainersNotReady" } : {}),
	}));
}

/** Containers that are not meant to run for ever end at once. */
function finish(state: ClusterState, pod: KubeObject): void {
	const exitCode = containerOutcome.exitCodeOf(pod);
	if (exitCode === undefined) return;
	const now = kubeTime(state.clock());
	const reason = exitCode === 0 ? "Completed" : "Error";
	const statuses = (pod.status.containerStatuses ?? []).map(
		(status: KubeObject) => ({
			...status,
			ready: false,
			started: false,
			state: {
				terminated: {
					exitCode,
					reason,
					startedAt: status.state?.running?.startedAt ?? now,
					finishedAt: now,
					containerID: status.containerID,
				},
			},
		}),
	);
	const conditions = conditionsOf(false, now);
	const phase = exitCode === 0 ? "Succeeded" : "Failed";
	state.store.put(pods, {
		...pod,
		status: { ...pod.status, phase, conditions, containerStatuses: statuses },
	});
}
