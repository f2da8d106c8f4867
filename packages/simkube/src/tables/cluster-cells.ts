import type { KubeObject } from "../kube-object.ts";
import {
	ageOf,
	count,
	type Loose,
	list,
	nameOf,
	none,
	sizeOf,
} from "./cell-text.ts";
import { humanDuration, since } from "./human-duration.ts";
import type { CellsOf } from "./table-types.ts";

const node: CellsOf = (object, nowMs) => {
	const info = object.status?.nodeInfo ?? {};
	return [
		nameOf(object),
		nodeStatus(object),
		nodeRoles(object),
		ageOf(object, nowMs),
		info.kubeletVersion ?? "",
		nodeAddress(object, "InternalIP"),
		nodeAddress(object, "ExternalIP"),
		info.osImage || "<unknown>",
		info.kernelVersion || "<unknown>",
		info.containerRuntimeVersion || "<unknown>",
	];
};

function nodeStatus(object: KubeObject): string {
	const ready = list(object.status?.conditions).find(
		({ type }) => type === "Ready",
	);
	const status =
		ready === undefined
			? "Unknown"
			: ready.status === "True"
				? "Ready"
				: "NotReady";
	return object.spec?.unschedulable === true
		? `${status},SchedulingDisabled`
		: status;
}

function nodeRoles({ metadata }: KubeObject): string {
	const prefix = "node-role.kubernetes.io/";
	const roles = Object.entries(metadata.labels ?? {}).flatMap(
		([key, value]) => {
			if (key.startsWith(prefix) && key.length > prefix.length)
				return [key.slice(prefix.length)];
			return key === "kubernetes.io/role" && value !== "" ? [value] : [];
		},
	);
	return [...new Set(roles)].sort().join(",") || none;
}

function nodeAddress(object: KubeObject, wanted: string): string {
	const found = list(object.status?.addresses).find(
		({ type }) => type === wanted,
	);
	return found?.address ?? none;
}

const event: CellsOf = (object, nowMs) => {
	const first = since(object.firstTimestamp ?? object.eventTime, nowMs);
	const about = object.involvedObject ?? object.regarding ?? {};
	const kind = String(about.kind ?? "").toLowerCase();
	return [
		lastSeen(object, first, nowMs),
		object.type ?? "",
		object.reason ?? "",
		about.name ? `${kind}/${about.name}` : kind,
		about.fieldPath ?? "",
		eventSource(object),
		String(object.message ?? object.note ?? "").trim(),
		first,
		object.series ? count(object.series.count) : count(object.count) || 1,
		nameOf(object),
	];
};

function lastSeen(object: KubeObject, first: string, nowMs: number): string {
	if (object.series) return since(object.series.lastObservedTime, nowMs);
	const last = object.lastTimestamp ?? object.deprecatedLastTimestamp;
	return last ? since(last, nowMs) : first;
}

function eventSource({
	source,
	reportingComponent,
	reportingController,
	reportingInstance,
}: KubeObject): string {
	const component =
		source?.component || reportingComponent || reportingController || "";
	const host = source?.host || reportingInstance || "";
	return host === "" ? component : `${component}, ${host}`;
}

const binding: CellsOf = (object, nowMs) => {
	const names = (wanted: string, text: (subject: Loose) => string) =>
		list(object.subjects)
			.filter(({ kind }) => kind === wanted)
			.map(text)
			.join(", ");
	return [
		nameOf(object),
		`${object.roleRef?.kind}/${object.roleRef?.name}`,
		ageOf(object, nowMs),
		names("User", ({ name }) => name),
		names("Group", ({ name }) => name),
		names("ServiceAccount", ({ namespace, name }) => `${namespace}/${name}`),
	];
};

const quota: CellsOf = (object, nowMs) => {
	const requests: string[] = [];
	const limits: string[] = [];
	const { hard = {}, used = {} } = object.status ?? {};
	for (const resource of Object.keys(hard).sort())
		(resource.startsWith("limits.") ? limits : requests).push(
			`${resource}: ${used[resource] ?? "0"}/${hard[resource]}`,
		);
	return [
		nameOf(object),
		requests.join(", "),
		limits.join(", "),
		ageOf(object, nowMs),
	];
};

const signingRequest: CellsOf = (object, nowMs) => {
	const { spec, status } = object;
	const seconds = spec?.expirationSeconds;
	return [
		nameOf(object),
		ageOf(object, nowMs),
		spec?.signerName || none,
		spec?.username || none,
		seconds === undefined ? none : humanDuration(seconds * 1000),
		signingStatus(status),
	];
};

function signingStatus(status: Loose): string {
	const has = (wanted: string) =>
		list(status?.conditions).some(({ type }) => type === wanted);
	const parts = has("Denied")
		? ["Denied"]
		: has("Approved")
			? ["Approved"]
			: ["Pending"];
	if (has("Failed")) parts.push("Failed");
	if (status?.certificate) parts.push("Issued");
	return parts.join(",");
}

const apiService: CellsOf = (object, nowMs) => {
	const service = object.spec?.service;
	const available = list(object.status?.conditions).find(
		({ type }) => type === "Available",
	);
	const reason =
		available?.status === "True" || !available?.reason
			? ""
			: ` (${available.reason})`;
	return [
		nameOf(object),
		service ? `${service.namespace}/${service.name}` : "Local",
		`${available?.status ?? "Unknown"}${reason}`,
		ageOf(object, nowMs),
	];
};

const named =
	(...read: ((object: KubeObject) => string | number)[]): CellsOf =>
	(object, nowMs) => [
		nameOf(object),
		...read.map((cell) => cell(object)),
		ageOf(object, nowMs),
	];

const priorityLevel: CellsOf = named(
	({ spec }) => spec?.type ?? "",
	({ spec }) => spec?.limited?.nominalConcurrencyShares ?? none,
	({ spec }) => spec?.limited?.limitResponse?.queuing?.queues ?? none,
	({ spec }) => spec?.limited?.limitResponse?.queuing?.handSize ?? none,
	({ spec }) => spec?.limited?.limitResponse?.queuing?.queueLengthLimit ?? none,
);

const flowSchema: CellsOf = (object, nowMs) => {
	const dangling = list(object.status?.conditions).find(
		({ type }) => type === "Dangling",
	);
	return [
		nameOf(object),
		object.spec?.priorityLevelConfiguration?.name ?? none,
		count(object.spec?.matchingPrecedence),
		object.spec?.distinguisherMethod?.type ?? none,
		ageOf(object, nowMs),
		dangling?.status ?? "?",
	];
};

/** Cells of the kinds about the cluster itself, by `group/kind`. */
export const clusterCells: Record<string, CellsOf> = {
	Node: node,
	Namespace: named(({ status }) => status?.phase ?? ""),
	Event: event,
	"events.k8s.io/Event": event,
	ConfigMap: named(({ data, binaryData }) => sizeOf(data) + sizeOf(binaryData)),
	Secret: named(
		({ type }) => type ?? "",
		({ data }) => sizeOf(data),
	),
	ServiceAccount: named(({ secrets }) => sizeOf(secrets)),
	ResourceQuota: quota,
	ComponentStatus: (object) => {
		const healthy = list(object.conditions).find(
			({ type }) => type === "Healthy",
		);
		return [
			nameOf(object),
			healthy?.status === "True" ? "Healthy" : "Unhealthy",
			healthy?.message ?? "",
			healthy?.error ?? "",
		];
	},
	"coordination.k8s.io/Lease": named(({ spec }) => spec?.holderIdentity ?? ""),
	"rbac.authorization.k8s.io/RoleBinding": binding,
	"rbac.authorization.k8s.io/ClusterRoleBinding": binding,
	"certificates.k8s.io/CertificateSigningRequest": signingRequest,
	"apiregistration.k8s.io/APIService": apiService,
	"node.k8s.io/RuntimeClass": named(({ handler }) => handler ?? ""),
	"scheduling.k8s.io/PriorityClass": (object, nowMs) => [
		nameOf(object),
		count(object.value),
		object.globalDefault === true,
		ageOf(object, nowMs),
		object.preemptionPolicy ?? "",
	],
	"admissionregistration.k8s.io/MutatingWebhookConfiguration": named(
		({ webhooks }) => sizeOf(webhooks),
	),
	"admissionregistration.k8s.io/ValidatingWebhookConfiguration": named(
		({ webhooks }) => sizeOf(webhooks),
	),
	"admissionregistration.k8s.io/ValidatingAdmissionPolicy": named(
		({ spec }) => sizeOf(spec?.validations),
		({ spec }) =>
			spec?.paramKind
				? `${spec.paramKind.apiVersion}/${spec.paramKind.kind}`
				: "<unset>",
	),
	"admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding": named(
		({ spec }) => spec?.policyName ?? "",
		({ spec }) =>
			spec?.paramRef
				? `${spec.paramRef.namespace ?? ""}/${spec.paramRef.name ?? "*"}`
				: "<unset>",
	),
	"flowcontrol.apiserver.k8s.io/FlowSchema": flowSchema,
	"flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": priorityLevel,
};
