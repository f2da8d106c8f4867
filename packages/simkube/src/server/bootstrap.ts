import type { KubeObject } from "../kube-object.ts";
import { bootstrapRbacObjects } from "../rbac/index.ts";
import {
	type ClusterState,
	kubeMicroTime,
	kubeTime,
} from "../resources/cluster-state.ts";

/** Read once; every cluster shares the rules and has only metadata of its own. */
let rbacObjects: readonly KubeObject[] | undefined;

/** Puts in what a new cluster holds before anyone has done anything. */
export function bootstrap(
	state: ClusterState,
	options: { nodes: number; port: number; metrics: boolean },
): void {
	for (const name of [
		"default",
		"kube-system",
		"kube-public",
		"kube-node-lease",
	])
		put(state, namespaceNamed(name));
	rbacObjects ??= bootstrapRbacObjects();
	for (const object of rbacObjects) put(state, object);
	if (options.metrics) put(state, metricsReader);
	for (const object of systemObjects(state, options.port)) put(state, object);
	for (let i = 1; i <= options.nodes; i++)
		put(state, nodeNamed(state, `node-${i}`, i));
}

/** What a metrics server brings along, so that whoever may view may also ask how much is used. */
const metricsReader: KubeObject = {
	apiVersion: "rbac.authorization.k8s.io/v1",
	kind: "ClusterRole",
	metadata: {
		name: "system:aggregated-metrics-reader",
		labels: {
			"rbac.authorization.k8s.io/aggregate-to-view": "true",
			"rbac.authorization.k8s.io/aggregate-to-edit": "true",
			"rbac.authorization.k8s.io/aggregate-to-admin": "true",
		},
	},
	rules: [
		{
			apiGroups: ["metrics.k8s.io"],
			resources: ["pods", "nodes"],
			verbs: ["get", "list", "watch"],
		},
	],
};

function put(state: ClusterState, object: KubeObject): void {
	const type = state.registry.byKind(object.apiVersion, object.kind);
	if (!type) return;
	state.store.put(type.storageKey, {
		...object,
		metadata: {
			...object.metadata,
			uid: state.identities.uid(),
			creationTimestamp: kubeTime(state.clock()),
		},
	});
}

function namespaceNamed(name: string): KubeObject {
	return {
		apiVersion: "v1",
		kind: "Namespace",
		metadata: { name, labels: { "kubernetes.io/metadata.name": name } },
		spec: { finalizers: ["kubernetes"] },
		status: { phase: "Active" },
	};
}

function systemObjects(state: ClusterState, port: number): KubeObject[] {
	const date = kubeTime(state.clock()).slice(0, 10);
	const holder = `apiserver-${state.identities.uid().replaceAll("-", "").slice(0, 26)}`;
	const namespace = "kube-system";
	return [
		{
			apiVersion: "v1",
			kind: "ConfigMap",
			metadata: { namespace, name: "extension-apiserver-authentication" },
			data: { "requestheader-username-headers": '["X-Remote-User"]' },
		},
		{
			apiVersion: "v1",
			kind: "ConfigMap",
			metadata: {
				namespace,
				name: "kube-apiserver-legacy-service-account-token-tracking",
			},
			data: { since: date },
		},
		{
			apiVersion: "coordination.k8s.io/v1",
			kind: "Lease",
			metadata: {
				namespace,
				name: holder,
				labels: { "apiserver.kubernetes.io/identity": "kube-apiserver" },
			},
			spec: {
				holderIdentity: `${holder}_${state.identities.uid()}`,
				leaseDurationSeconds: 3600,
				renewTime: kubeMicroTime(state.clock()),
			},
		},
		priorityClass("system-cluster-critical", 2_000_000_000),
		priorityClass("system-node-critical", 2_000_001_000),
		kubernetesService(port),
	];
}

function priorityClass(name: string, value: number): KubeObject {
	return {
		apiVersion: "scheduling.k8s.io/v1",
		kind: "PriorityClass",
		metadata: { name, generation: 1 },
		value,
		description:
			"Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.",
		preemptionPolicy: "PreemptLowerPriority",
	};
}

function kubernetesService(port: number): KubeObject {
	return {
		apiVersion: "v1",
		kind: "Service",
		metadata: {
			namespace: "default",
			name: "kubernetes",
			labels: { component: "apiserver", provider: "kubernetes" },
		},
		spec: {
			clusterIP: "10.96.0.1",
			clusterIPs: ["10.96.0.1"],
			internalTrafficPolicy: "Cluster",
			ipFamilies: ["IPv4"],
			ipFamilyPolicy: "SingleStack",
			ports: [{ name: "https", port: 443, protocol: "TCP", targetPort: port }],
			sessionAffinity: "None",
			type: "ClusterIP",
		},
		status: { loadBalancer: {} },
	};
}

function nodeNamed(
	state: ClusterState,
	name: string,
	index: number,
): KubeObject {
	const now = kubeTime(state.clock());
	const capacity = {
		cpu: "8",
		memory: "32Gi",
		pods: "110",
		"ephemeral-storage": "100Gi",
	};
	return {
		apiVersion: "v1",
		kind: "Node",
		metadata: {
			name,
			labels: {
				"beta.kubernetes.io/arch": "amd64",
				"beta.kubernetes.io/os": "linux",
				"kubernetes.io/arch": "amd64",
				"kubernetes.io/hostname": name,
				"kubernetes.io/os": "linux",
			},
		},
		spec: {
			podCIDR: `10.244.${index}.0/24`,
			podCIDRs: [`10.244.${index}.0/24`],
		},
		status: {
			addresses: [
				{ type: "InternalIP", address: `10.0.0.${index + 10}` },
				{ type: "Hostname", address: name },
			],
			capacity,
			allocatable: capacity,
			conditions: [
				condition("MemoryPressure", "False", "KubeletHasSufficientMemory", now),
				condition("DiskPressure", "False", "KubeletHasNoDiskPressure", now),
				condition("PIDPressure", "False", "KubeletHasSufficientPID", now),
				condition("Ready", "True", "KubeletReady", now),
			],
			nodeInfo: {
				architecture: "amd64",
				bootID: state.identities.uid(),
				containerRuntimeVersion: "containerd://1.7.27",
				kernelVersion: "6.1.0",
				kubeProxyVersion: "v1.32.13",
				kubeletVersion: "v1.32.13",
				machineID: state.identities.uid(),
				operatingSystem: "linux",
				osImage: "Debian GNU/Linux 12 (bookworm)",
				systemUUID: state.identities.uid(),
			},
		},
	};
}

function condition(type: string, status: string, reason: string, now: string) {
	return {
		type,
		status,
		reason,
		message: `kubelet says ${reason}`,
		lastHeartbeatTime: now,
		lastTransitionTime: now,
	};
}
