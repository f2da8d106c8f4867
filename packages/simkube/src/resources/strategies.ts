import type { KubeObject } from "../kube-object.ts";
import { type ClusterState, kubeTime } from "./cluster-state.ts";
import { applyLimitRanges } from "./limit-ranges.ts";
import type { ResourceType } from "./resource-type.ts";
import { allocateClusterIp } from "./service-addresses.ts";

type Prepare = (object: KubeObject, state: ClusterState) => void;

/** What the server itself writes into new objects of a kind, beyond defaults. Works on the given object. */
const onCreate: Record<string, Prepare> = {
	"/namespaces": (namespace) => {
		const { metadata } = namespace;
		metadata.labels = {
			...metadata.labels,
			"kubernetes.io/metadata.name": metadata.name as string,
		};
		namespace.spec = { finalizers: ["kubernetes"], ...namespace.spec };
		namespace.status = { phase: "Active" };
	},
	"/secrets": foldStringData,
	"/pods": (pod, state) => {
		applyLimitRanges(pod, state);
		pod.status = { phase: "Pending", qosClass: qosClassOf(pod) };
		giveServiceAccount(pod, state);
	},
	"/services": (service, state) => allocateClusterIp(service, state),
	"/persistentvolumeclaims": (claim) => {
		claim.status = { phase: "Pending" };
	},
	"/persistentvolumes": (volume) => {
		volume.status = { phase: "Available" };
	},
	"batch/jobs": giveJobSelector,
	"apiextensions.k8s.io/customresourcedefinitions": acceptDefinition,
};

const onUpdate: Record<string, Prepare> = {
	"apiextensions.k8s.io/customresourcedefinitions": (definition) => {
		const { names } = definition.spec ?? {};
		if (!names) return;
		names.singular ??= String(names.kind).toLowerCase();
		names.listKind ??= `${names.kind}List`;
		if (definition.status) {
			definition.status = { ...definition.status, acceptedNames: names };
		}
	},
	"/secrets": foldStringData,
	"/namespaces": (namespace) => {
		const { metadata } = namespace;
		metadata.labels = {
			...metadata.labels,
			"kubernetes.io/metadata.name": metadata.name as string,
		};
	},
};

function acceptDefinition(definition: KubeObject, state: ClusterState): void {
	const { spec } = definition;
	const names = spec?.names;
	if (!names || !Array.isArray(spec.versions)) return;
	names.singular ??= String(names.kind).toLowerCase();
	names.listKind ??= `${names.kind}List`;
	spec.conversion ??= { strategy: "None" };
	const lastTransitionTime = kubeTime(state.clock());
	const stored = spec.versions.find(
		(each: { storage?: boolean }) => each.storage,
	);
	definition.status = {
		conditions: [
			{
				type: "NamesAccepted",
				status: "True",
				lastTransitionTime,
				reason: "NoConflicts",
				message: "no conflicts found",
			},
			{
				type: "Established",
				status: "True",
				lastTransitionTime,
				reason: "InitialNamesAccepted",
				message: "the initial names have been accepted",
			},
		],
		acceptedNames: names,
		storedVersions: stored ? [stored.name] : [],
	};
}

/** Fills in what the server decides for a new object; drops the status a client sent. */
export function prepareForCreate(
	type: ResourceType,
	object: KubeObject,
	state: ClusterState,
): void {
	if (hasStatusApart(type)) {
		delete object.status;
		if (!type.custom && keepsEmptyStatus(type)) object.status = {};
	}
	onCreate[type.storageKey]?.(object, state);
}

export function prepareForUpdate(
	type: ResourceType,
	object: KubeObject,
	state: ClusterState,
): void {
	onUpdate[type.storageKey]?.(object, state);
}

export function hasStatusApart(type: ResourceType): boolean {
	return type.subresources.some((sub) => sub.subresource === "status");
}

function keepsEmptyStatus(type: ResourceType): boolean {
	return !type.storageKey.startsWith("flowcontrol");
}

function foldStringData(secret: KubeObject): void {
	if (!secret.stringData) return;
	const encoded = Object.entries(secret.stringData).map(([key, value]) => [
		key,
		Buffer.from(String(value)).toString("base64"),
	]);
	secret.data = { ...secret.data, ...Object.fromEntries(encoded) };
	delete secret.stringData;
}

function giveServiceAccount(pod: KubeObject, state: ClusterState): void {
	const { spec } = pod;
	if (!spec) return;
	spec.serviceAccountName ||= "default";
	spec.serviceAccount = spec.serviceAccountName;
	if (spec.automountServiceAccountToken === false) return;
	const mount = "/var/run/secrets/kubernetes.io/serviceaccount";
	const containers = [
		...(spec.initContainers ?? []),
		...(spec.containers ?? []),
	];
	const isMounted = (container: KubeObject): boolean =>
		(container.volumeMounts ?? []).some(
			(each: { mountPath: string }) => each.mountPath === mount,
		);
	if (containers.length === 0 || containers.some(isMounted)) return;
	const name = `kube-api-access-${state.identities.nameSuffix()}`;
	spec.volumes = [...(spec.volumes ?? []), apiAccessVolume(name)];
	for (const container of containers) {
		container.volumeMounts = [
			...(container.volumeMounts ?? []),
			{ name, readOnly: true, mountPath: mount },
		];
	}
}

function apiAccessVolume(name: string) {
	const fieldRef = { apiVersion: "v1", fieldPath: "metadata.namespace" };
	return {
		name,
		projected: {
			sources: [
				{ serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
				{
					configMap: {
						name: "kube-root-ca.crt",
						items: [{ key: "ca.crt", path: "ca.crt" }],
					},
				},
				{ downwardAPI: { items: [{ path: "namespace", fieldRef }] } },
			],
			defaultMode: 420,
		},
	};
}

function qosClassOf(pod: KubeObject): string {
	const containers: KubeObject[] = [
		...(pod.spec?.initContainers ?? []),
		...(pod.spec?.containers ?? []),
	];
	const resources = containers.map((container) => container.resources ?? {});
	const isEmpty = (part: unknown): boolean =>
		Object.keys((part as object) ?? {}).length === 0;
	if (resources.every((each) => isEmpty(each.limits) && isEmpty(each.requests)))
		return "BestEffort";
	const isGuaranteed = resources.every((each) =>
		["cpu", "memory"].every(
			(name) =>
				each.limits?.[name] !== undefined &&
				(each.requests?.[name] ?? each.limits[name]) === each.limits[name],
		),
	);
	return isGuaranteed ? "Guaranteed" : "Burstable";
}

function giveJobSelector(job: KubeObject): void {
	if (job.spec?.manualSelector || !job.spec?.template) return;
	const labels = {
		"batch.kubernetes.io/controller-uid": job.metadata.uid,
		"batch.kubernetes.io/job-name": job.metadata.name,
		"controller-uid": job.metadata.uid,
		"job-name": job.metadata.name,
	};
	const { template } = job.spec;
	template.metadata = {
		...template.metadata,
		labels: { ...template.metadata?.labels, ...labels },
	};
	// The real server reads a Job without labels as one with those of its template.
	if (Object.keys(job.metadata.labels ?? {}).length === 0)
		job.metadata.labels = { ...template.metadata.labels };
	job.spec.selector ??= {
		matchLabels: { "batch.kubernetes.io/controller-uid": job.metadata.uid },
	};
}
