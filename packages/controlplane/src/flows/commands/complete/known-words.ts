import type { Completion } from "./completions.ts";

/*
 * Words that are suggested because people often write them. They restrict nothing: what may be run is decided elsewhere, and for a
 * plugin that is not here no verbs are suggested.
 */

const resources = [
	["pods", "po"],
	["deployments", "deploy"],
	["services", "svc"],
	["nodes", "no"],
	["namespaces", "ns"],
	["events", "ev"],
	["configmaps", "cm"],
	["secrets", ""],
	["ingresses", "ing"],
	["jobs", ""],
	["cronjobs", "cj"],
	["daemonsets", "ds"],
	["statefulsets", "sts"],
	["replicasets", "rs"],
	["persistentvolumeclaims", "pvc"],
	["persistentvolumes", "pv"],
	["serviceaccounts", "sa"],
	["horizontalpodautoscalers", "hpa"],
	["networkpolicies", "netpol"],
	["storageclasses", "sc"],
	["customresourcedefinitions", "crd"],
	["all", ""],
] as const;

const kubectlVerbs: Readonly<Record<string, string>> = {
	get: "list or show resources",
	describe: "show details of a resource",
	logs: "show the log of a pod",
	top: "show CPU and memory use",
	explain: "describe the fields of a resource",
	"api-resources": "list resource types",
	"api-versions": "list API versions",
	"cluster-info": "show the addresses of the cluster",
	auth: "show who you are and what you may do",
	rollout: "manage a rollout",
	scale: "change the number of replicas",
	delete: "delete resources",
	label: "change labels",
	annotate: "change annotations",
	patch: "change fields",
	set: "change images and other fields",
	cordon: "stop scheduling pods on a node",
	uncordon: "schedule pods on a node again",
	drain: "move all pods off a node",
	taint: "change the taints of a node",
	exec: "run a program in a pod",
	wait: "wait for a condition",
	diff: "show what applying a file would change",
	create: "create a resource",
	apply: "apply a file",
	version: "show the client and server versions",
};

/** Suggestions after these verbs; `resource` stands for the resource types. */
const afterVerb: Readonly<Record<string, readonly string[] | "resource">> = {
	get: "resource",
	describe: "resource",
	delete: "resource",
	label: "resource",
	annotate: "resource",
	patch: "resource",
	scale: ["deployments", "replicasets", "statefulsets"],
	explain: "resource",
	wait: "resource",
	top: ["pods", "nodes"],
	rollout: ["status", "history", "restart", "undo", "pause", "resume"],
	auth: ["can-i", "whoami"],
	set: ["image", "resources", "env", "serviceaccount"],
};

const kubectlFlags: Readonly<Record<string, string>> = {
	"-n": "namespace",
	"--namespace": "namespace",
	"-A": "all namespaces",
	"--all-namespaces": "all namespaces",
	"-o": "output format: wide, yaml, json, name",
	"--output": "output format: wide, yaml, json, name",
	"-l": "label selector",
	"--selector": "label selector",
	"--field-selector": "field selector",
	"--sort-by": "the field to sort by",
	"--show-labels": "show labels",
	"-w": "watch for changes",
	"--watch": "watch for changes",
	"-f": "follow the log",
	"--tail": "number of last lines",
	"--since": "only newer than, e.g. 10m",
	"-c": "container",
	"--previous": "the previous container",
};

const ownFlags: Readonly<Record<string, string>> = {
	"--cluster": "names, globs (prod-*) or labels (region=eu)",
	"--all-clusters": "all clusters",
	"--filter": "only output lines that contain this text",
	"--timeout": "how long to wait, e.g. 30s",
};

/** Suggestions after the words of an executor: verbs and resource types for kubectl, nothing for others. */
export function wordsAfter(words: readonly string[]): readonly Completion[] {
	const [executor, verb, ...rest] = words;
	if (executor !== "kubectl") return [];
	if (verb === undefined)
		return Object.entries(kubectlVerbs).map(([text, detail]) => ({
			text,
			kind: "verb",
			detail,
		}));
	const isFirst = rest.every((word) => word.startsWith("-"));
	const next = Object.hasOwn(afterVerb, verb) ? afterVerb[verb] : undefined;
	if (!isFirst || !next) return [];
	return next === "resource"
		? resources.map(([text, detail]) => ({
				text,
				kind: "verb",
				detail: detail || undefined,
			}))
		: next.map((text) => ({ text, kind: "verb" }));
}

/** Flags that may follow these words: ours, and those of kubectl. */
export function flagsAfter(words: readonly string[]): readonly Completion[] {
	const all = {
		...ownFlags,
		...(words[0] === "kubectl" ? kubectlFlags : {}),
	};
	return Object.entries(all).map(([text, detail]) => ({
		text,
		kind: "flag",
		detail,
	}));
}
