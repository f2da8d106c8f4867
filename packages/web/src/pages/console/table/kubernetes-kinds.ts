/** A kind of object, and what can be done with it beyond what every object bears. */
export interface KubernetesKind {
	/** As kubectl takes it. */
	readonly name: string;
	readonly hasLogs?: boolean;
	readonly isScaled?: boolean;
	/** Its pods can be replaced one after the other. */
	readonly isRolledOut?: boolean;
}

/** By each word that people and tables call it. */
const kinds: readonly (readonly [names: string, kind: KubernetesKind])[] = [
	["pods pod po", { name: "pod", hasLogs: true }],
	[
		"deployments deployment deploy deployment.apps deployments.apps",
		{ name: "deployment", hasLogs: true, isScaled: true, isRolledOut: true },
	],
	[
		"statefulsets statefulset sts statefulset.apps statefulsets.apps",
		{ name: "statefulset", hasLogs: true, isScaled: true, isRolledOut: true },
	],
	[
		"daemonsets daemonset ds daemonset.apps daemonsets.apps",
		{ name: "daemonset", hasLogs: true, isRolledOut: true },
	],
	[
		"replicasets replicaset rs replicaset.apps replicasets.apps",
		{ name: "replicaset", hasLogs: true, isScaled: true },
	],
	["jobs job job.batch jobs.batch", { name: "job", hasLogs: true }],
	["cronjobs cronjob cj cronjob.batch cronjobs.batch", { name: "cronjob" }],
	["services service svc", { name: "service" }],
	["nodes node no", { name: "node" }],
	["namespaces namespace ns", { name: "namespace" }],
	["configmaps configmap cm", { name: "configmap" }],
	["secrets secret", { name: "secret" }],
	["persistentvolumeclaims persistentvolumeclaim pvc", { name: "pvc" }],
	["persistentvolumes persistentvolume pv", { name: "pv" }],
	["ingresses ingress ing ingress.networking.k8s.io", { name: "ingress" }],
];

const byName = new Map(
	kinds.flatMap(([names, kind]) =>
		names.split(" ").map((name) => [name, kind] as const),
	),
);

/** Undefined for a kind that is not known here; what every object bears can be done with it all the same. */
export function kindOf(word: string): KubernetesKind | undefined {
	return byName.get(word);
}
