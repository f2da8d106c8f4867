import type { ResourceType } from "./resource-type.ts";

const shared = {
	group: "metrics.k8s.io",
	version: "v1beta1",
	verbs: ["get", "list"],
	shortNames: [],
	categories: [],
	subresources: [],
};

/** What a metrics server would serve through aggregation. */
export const metricsResourceTypes: readonly ResourceType[] = [
	{
		...shared,
		resource: "nodes",
		singular: "",
		kind: "NodeMetrics",
		namespaced: false,
		storageKey: "metrics.k8s.io/nodes",
	},
	{
		...shared,
		resource: "pods",
		singular: "",
		kind: "PodMetrics",
		namespaced: true,
		storageKey: "metrics.k8s.io/pods",
	},
];
