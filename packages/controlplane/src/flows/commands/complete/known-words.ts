import type { Completion } from "./completions.ts";

/*
 * Words that are suggested because people write them often. They are no rules: what may be run is decided elsewhere, and a plugin that
 * is not here has no verbs to suggest.
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
	get: "list or show things",
	describe: "tell all of one thing",
	logs: "what a pod wrote",
	top: "use of CPU and memory",
	explain: "what fields mean",
	"api-resources": "kinds there are",
	"api-versions": "versions there are",
	"cluster-info": "where the cluster answers",
	auth: "who you are there, what you may do",
	rollout: "how a roll-out stands",
	scale: "how many replicas",
	delete: "remove things",
	label: "change labels",
	annotate: "change annotations",
	patch: "change fields",
	set: "change images and the like",
	cordon: "take no more pods on a node",
	uncordon: "take pods on a node again",
	drain: "empty a node",
	taint: "change taints of a node",
	exec: "run something in a pod",
	wait: "wait for a condition",
	diff: "what a change would change",
	create: "make something",
	apply: "make it be as written",
	version: "versions of both sides",
};

/** What may follow these verbs; `resource` stands for the kinds. */
const behindVerb: Readonly<Record<string, readonly string[] | "resource">> = {
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
	"-o": "form of the answer: wide, yaml, json, name",
	"--output": "form of the answer: wide, yaml, json, name",
	"-l": "labels",
	"--selector": "labels",
	"--field-selector": "fields",
	"--sort-by": "a field to sort by",
	"--show-labels": "labels beside each",
	"-w": "and go on watching",
	"--watch": "and go on watching",
	"-f": "and go on following",
	"--tail": "last lines",
	"--since": "of the last while, e.g. 10m",
	"-c": "container",
	"--previous": "of the container before",
};

const ownFlags: Readonly<Record<string, string>> = {
	"--cluster": "names, globs (prod-*) or labels (region=eu)",
	"--all-clusters": "everywhere",
	"--filter": "only output lines that contain it",
	"--timeout": "how long to wait, e.g. 30s",
};

/** What may follow the words of an executor: verbs and kinds of kubectl, nothing of others. */
export function wordsBehind(words: readonly string[]): readonly Completion[] {
	const [executor, verb, ...rest] = words;
	if (executor !== "kubectl") return [];
	if (verb === undefined)
		return Object.entries(kubectlVerbs).map(([text, detail]) => ({
			text,
			kind: "verb",
			detail,
		}));
	const isFirst = rest.every((word) => word.startsWith("-"));
	const next = Object.hasOwn(behindVerb, verb) ? behindVerb[verb] : undefined;
	if (!isFirst || !next) return [];
	return next === "resource"
		? resources.map(([text, detail]) => ({
				text,
				kind: "verb",
				detail: detail || undefined,
			}))
		: next.map((text) => ({ text, kind: "verb" }));
}

/** Flags that may stand behind these words: ours, and those of kubectl. */
export function flagsBehind(words: readonly string[]): readonly Completion[] {
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
