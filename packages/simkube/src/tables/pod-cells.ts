import type { KubeObject } from "../kube-object.ts";
import { ageOf, count, type Loose, list, nameOf, none } from "./cell-text.ts";
import { since } from "./human-duration.ts";
import type { Cell } from "./table-types.ts";

interface Restarts {
	count: number;
	/** When a container last ended, in milliseconds; 0 when none did. */
	lastAtMs: number;
}

interface Reading {
	reason: string;
	ready: number;
	total: number;
	restarts: Restarts;
}

/** The cells of a pod: the status is worked out from its containers, as kubectl users know it. */
export function podCells(pod: KubeObject, nowMs: number): Cell[] {
	const { ready, total, reason, restarts } = readPod(pod);
	return [
		nameOf(pod),
		`${ready}/${total}`,
		reason,
		restartsText(restarts, nowMs),
		ageOf(pod, nowMs),
		list(pod.status?.podIPs)[0]?.ip ?? pod.status?.podIP ?? none,
		pod.spec?.nodeName || none,
		pod.status?.nominatedNodeName || none,
		readinessGates(pod),
	];
}

function restartsText(restarts: Restarts, nowMs: number): string {
	if (restarts.count === 0 || restarts.lastAtMs === 0)
		return String(restarts.count);
	const last = since(new Date(restarts.lastAtMs).toISOString(), nowMs);
	return `${restarts.count} (${last} ago)`;
}

function readPod(pod: KubeObject): Reading {
	const status = pod.status ?? {};
	const sidecars = new Set<string>(
		list(pod.spec?.initContainers)
			.filter(({ restartPolicy }) => restartPolicy === "Always")
			.map(({ name }) => name),
	);
	const reading: Reading = {
		reason: phaseReason(status),
		ready: 0,
		total: list(pod.spec?.containers).length + sidecars.size,
		restarts: { count: 0, lastAtMs: 0 },
	};
	const { initializing, sidecarRestarts } = readInitContainers(
		pod,
		sidecars,
		reading,
	);
	if (!initializing || hasCondition(status, "Initialized")) {
		reading.restarts = sidecarRestarts;
		readContainers(status, reading);
	}
	if (pod.metadata.deletionTimestamp !== undefined) {
		if (status.reason === "NodeLost") reading.reason = "Unknown";
		else if (status.phase !== "Succeeded" && status.phase !== "Failed")
			reading.reason = "Terminating";
	}
	return reading;
}

function phaseReason(status: Loose): string {
	const gated = list(status.conditions).some(
		({ type, reason }) =>
			type === "PodScheduled" && reason === "SchedulingGated",
	);
	if (gated) return "SchedulingGated";
	return status.reason || status.phase || "";
}

function hasCondition(status: Loose, wanted: string): boolean {
	return list(status.conditions).some(
		({ type, status: value }) => type === wanted && value === "True",
	);
}

function addRestarts(restarts: Restarts, container: Loose): void {
	restarts.count += count(container.restartCount);
	const ended = Date.parse(container.lastState?.terminated?.finishedAt ?? "");
	if (ended > restarts.lastAtMs) restarts.lastAtMs = ended;
}

/** Stops at the first init container that is not done: it is what the pod waits for. */
function readInitContainers(
	pod: KubeObject,
	sidecars: ReadonlySet<string>,
	reading: Reading,
): { initializing: boolean; sidecarRestarts: Restarts } {
	const sidecarRestarts: Restarts = { count: 0, lastAtMs: 0 };
	const total = list(pod.spec?.initContainers).length;
	for (const [index, container] of list(
		pod.status?.initContainerStatuses,
	).entries()) {
		addRestarts(reading.restarts, container);
		const isSidecar = sidecars.has(container.name);
		if (isSidecar) addRestarts(sidecarRestarts, container);
		if (container.state?.terminated?.exitCode === 0) continue;
		if (isSidecar && container.started === true) {
			if (container.ready === true) reading.ready += 1;
			continue;
		}
		reading.reason = initReason(container.state, index, total);
		return { initializing: true, sidecarRestarts };
	}
	return { initializing: false, sidecarRestarts };
}

function initReason(state: Loose, index: number, total: number): string {
	const { terminated, waiting } = state ?? {};
	if (terminated) return `Init:${terminationReason(terminated)}`;
	if (waiting?.reason && waiting.reason !== "PodInitializing")
		return `Init:${waiting.reason}`;
	return `Init:${index}/${total}`;
}

function terminationReason(terminated: Loose): string {
	if (terminated.reason) return terminated.reason;
	return terminated.signal
		? `Signal:${terminated.signal}`
		: `ExitCode:${terminated.exitCode}`;
}

// From the last container to the first, so that the first one's reason is what shows.
function readContainers(status: Loose, reading: Reading): void {
	let hasRunning = false;
	for (const container of list(status.containerStatuses).toReversed()) {
		addRestarts(reading.restarts, container);
		const { waiting, terminated, running } = container.state ?? {};
		if (waiting?.reason) reading.reason = waiting.reason;
		else if (terminated) reading.reason = terminationReason(terminated);
		else if (container.ready === true && running) {
			hasRunning = true;
			reading.ready += 1;
		}
	}
	if (reading.reason === "Completed" && hasRunning)
		reading.reason = hasCondition(status, "Ready") ? "Running" : "NotReady";
}

function readinessGates(pod: KubeObject): string {
	const gates = list(pod.spec?.readinessGates);
	if (gates.length === 0) return none;
	const passed = gates.filter(({ conditionType }) =>
		hasCondition(pod.status ?? {}, conditionType),
	);
	return `${passed.length}/${gates.length}`;
}
