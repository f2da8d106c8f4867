import type { KubeObject } from "../kube-object.ts";
import {
	ageOf,
	containersAndImages,
	count,
	type Loose,
	labelsText,
	list,
	nameOf,
	none,
	selectorText,
	sizeOf,
} from "./cell-text.ts";
import { humanDuration, since } from "./human-duration.ts";
import type { Cell, CellsOf } from "./table-types.ts";

const deployment: CellsOf = (object, nowMs) => [
	nameOf(object),
	`${count(object.status?.readyReplicas)}/${count(object.spec?.replicas)}`,
	count(object.status?.updatedReplicas),
	count(object.status?.availableReplicas),
	ageOf(object, nowMs),
	...containersAndImages(object.spec?.template?.spec),
	selectorText(object.spec?.selector),
];

const replicas = (
	object: KubeObject,
	nowMs: number,
	selector: string,
): Cell[] => [
	nameOf(object),
	count(object.spec?.replicas),
	count(object.status?.replicas),
	count(object.status?.readyReplicas),
	ageOf(object, nowMs),
	...containersAndImages(object.spec?.template?.spec),
	selector,
];

const statefulSet: CellsOf = (object, nowMs) => [
	nameOf(object),
	`${count(object.status?.readyReplicas)}/${count(object.spec?.replicas)}`,
	ageOf(object, nowMs),
	...containersAndImages(object.spec?.template?.spec),
];

const daemonSet: CellsOf = (object, nowMs) => [
	nameOf(object),
	count(object.status?.desiredNumberScheduled),
	count(object.status?.currentNumberScheduled),
	count(object.status?.numberReady),
	count(object.status?.updatedNumberScheduled),
	count(object.status?.numberAvailable),
	labelsText(object.spec?.template?.spec?.nodeSelector),
	ageOf(object, nowMs),
	...containersAndImages(object.spec?.template?.spec),
	selectorText(object.spec?.selector),
];

const job: CellsOf = (object, nowMs) => [
	nameOf(object),
	jobStatus(object),
	jobCompletions(object),
	jobDuration(object, nowMs),
	ageOf(object, nowMs),
	...containersAndImages(object.spec?.template?.spec),
	selectorText(object.spec?.selector),
];

function jobStatus(object: KubeObject): string {
	const has = (wanted: string) =>
		list(object.status?.conditions).some(
			({ type, status }) => type === wanted && status === "True",
		);
	if (has("Complete")) return "Complete";
	if (has("Failed")) return "Failed";
	if (object.metadata.deletionTimestamp !== undefined) return "Terminating";
	const left = ["Suspended", "FailureTarget", "SuccessCriteriaMet"];
	return left.find(has) ?? "Running";
}

function jobCompletions({ spec, status }: KubeObject): string {
	const done = count(status?.succeeded);
	if (typeof spec?.completions === "number")
		return `${done}/${spec.completions}`;
	const parallelism = count(spec?.parallelism);
	return parallelism > 1 ? `${done}/1 of ${parallelism}` : `${done}/1`;
}

function jobDuration({ status }: KubeObject, nowMs: number): string {
	if (!status?.startTime) return "";
	const endedAtMs = status.completionTime
		? Date.parse(status.completionTime)
		: nowMs;
	return humanDuration(endedAtMs - Date.parse(status.startTime));
}

const cronJob: CellsOf = (object, nowMs) => {
	const { spec, status } = object;
	return [
		nameOf(object),
		spec?.schedule ?? "",
		spec?.timeZone ?? none,
		spec?.suspend === undefined ? "<unset>" : spec.suspend ? "True" : "False",
		sizeOf(status?.active),
		status?.lastScheduleTime ? since(status.lastScheduleTime, nowMs) : none,
		ageOf(object, nowMs),
		...containersAndImages(spec?.jobTemplate?.spec?.template?.spec),
		selectorText(spec?.jobTemplate?.spec?.selector),
	];
};

const podTemplate: CellsOf = (object) => [
	nameOf(object),
	...containersAndImages(object.template?.spec),
	labelsText(object.template?.metadata?.labels),
];

const controllerRevision: CellsOf = (object, nowMs) => {
	const owner = object.metadata.ownerReferences?.find(
		({ controller }) => controller === true,
	);
	return [
		nameOf(object),
		owner === undefined ? none : ownerText(owner),
		String(object.revision ?? 0),
		ageOf(object, nowMs),
	];
};

function ownerText(owner: {
	apiVersion: string;
	kind: string;
	name: string;
}): string {
	const [group] = owner.apiVersion.includes("/")
		? owner.apiVersion.split("/")
		: [""];
	const kind = owner.kind.toLowerCase();
	return `${group ? `${kind}.${group}` : kind}/${owner.name}`;
}

const disruptionBudget: CellsOf = (object, nowMs) => [
	nameOf(object),
	String(object.spec?.minAvailable ?? "N/A"),
	String(object.spec?.maxUnavailable ?? "N/A"),
	count(object.status?.disruptionsAllowed),
	ageOf(object, nowMs),
];

const autoscaler: CellsOf = (object, nowMs) => {
	const { spec, status } = object;
	const target = spec?.scaleTargetRef ?? {};
	return [
		nameOf(object),
		`${target.kind}/${target.name}`,
		autoscalerTargets(spec, status),
		String(spec?.minReplicas ?? "<unset>"),
		count(spec?.maxReplicas),
		count(status?.currentReplicas),
		ageOf(object, nowMs),
	];
};

function autoscalerTargets(spec: Loose, status: Loose): string {
	if (typeof spec?.targetCPUUtilizationPercentage === "number") {
		const current = status?.currentCPUUtilizationPercentage;
		return `cpu: ${current === undefined ? "<unknown>" : `${current}%`}/${spec.targetCPUUtilizationPercentage}%`;
	}
	const targets = list(spec?.metrics).map((metric, index) =>
		metricText(metric, list(status?.currentMetrics)[index]),
	);
	const shown = targets.slice(0, 2).join(", ");
	if (shown === "") return none;
	return targets.length > 2
		? `${shown} + ${targets.length - 2} more...`
		: shown;
}

function metricText(metric: Loose, current: Loose): string {
	const source = metric.resource ?? metric.containerResource;
	const value = (of: Loose) =>
		typeof of?.averageUtilization === "number"
			? `${of.averageUtilization}%`
			: (of?.averageValue ?? of?.value);
	const part = metric.type?.charAt(0).toLowerCase() + metric.type?.slice(1);
	const now = value(current?.[part]?.current) ?? "<unknown>";
	const target = value(metric[part]?.target) ?? "<auto>";
	return source === undefined
		? `${now}/${target}`
		: `${source.name}: ${now}/${target}`;
}

/** Cells of the kinds that run pods or govern how many run, by `group/kind`. */
export const workloadCells: Record<string, CellsOf> = {
	"apps/Deployment": deployment,
	"apps/ReplicaSet": (object, nowMs) =>
		replicas(object, nowMs, selectorText(object.spec?.selector)),
	ReplicationController: (object, nowMs) =>
		replicas(object, nowMs, labelsText(object.spec?.selector)),
	"apps/StatefulSet": statefulSet,
	"apps/DaemonSet": daemonSet,
	"apps/ControllerRevision": controllerRevision,
	"batch/Job": job,
	"batch/CronJob": cronJob,
	PodTemplate: podTemplate,
	"policy/PodDisruptionBudget": disruptionBudget,
	"autoscaling/HorizontalPodAutoscaler": autoscaler,
};
