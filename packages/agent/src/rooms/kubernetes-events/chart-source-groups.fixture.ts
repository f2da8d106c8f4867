/*
 * The source groups that Botkube's chart has by default, as far as the source looks at them
 * (docs/architecture/botkube-compatibility.md).
 */

const coming = [
	"v1/pods",
	"v1/services",
	"networking.k8s.io/v1/ingresses",
	"v1/nodes",
	"v1/namespaces",
	"v1/persistentvolumes",
	"v1/persistentvolumeclaims",
	"v1/configmaps",
	"rbac.authorization.k8s.io/v1/roles",
	"rbac.authorization.k8s.io/v1/rolebindings",
	"rbac.authorization.k8s.io/v1/clusterrolebindings",
	"rbac.authorization.k8s.io/v1/clusterroles",
] as const;

const image = "spec.template.spec.containers[*].image";
const changing: Readonly<Record<string, readonly string[]>> = {
	"apps/v1/daemonsets": [image, "status.numberReady"],
	"batch/v1/jobs": [image, "status.conditions[*].type"],
	"apps/v1/deployments": [image, "status.availableReplicas"],
	"apps/v1/statefulsets": [image, "status.readyReplicas"],
};

const everywhere = { include: [".*"] };
const nothing = { include: [], exclude: [] };
const quietNodes = {
	event: { message: { include: [], exclude: [".*nf_conntrack_buckets.*"] } },
};
const resources = (types: readonly string[]) =>
	types.map((type) => ({
		type,
		...(type === "v1/nodes" ? quietNodes : {}),
	}));

export const chartSourceGroups: Readonly<Record<string, object>> = {
	"k8s-recommendation-events": {
		namespaces: everywhere,
		recommendations: {
			pod: { noLatestImageTag: true, labelsSet: true },
			ingress: { backendServiceValid: true, tlsSecretValid: true },
		},
	},
	"k8s-all-events": {
		namespaces: everywhere,
		filters: { objectAnnotationChecker: true, nodeEventsChecker: true },
		annotations: {},
		labels: {},
		event: {
			types: ["create", "delete", "error"],
			reason: nothing,
			message: nothing,
		},
		resources: [
			...resources(coming),
			...Object.entries(changing).map(([type, fields]) => ({
				type,
				event: { types: ["create", "update", "delete", "error"] },
				updateSetting: { includeDiff: true, fields },
			})),
		],
	},
	"k8s-err-events": {
		namespaces: everywhere,
		event: { types: ["error"] },
		resources: resources([...coming, ...Object.keys(changing)]),
	},
	"k8s-err-with-logs-events": {
		namespaces: everywhere,
		event: { types: ["error"] },
		resources: resources(["v1/pods", ...Object.keys(changing)]),
	},
	"k8s-create-events": {
		namespaces: everywhere,
		event: { types: ["create"] },
		resources: resources([
			"v1/pods",
			"v1/services",
			"networking.k8s.io/v1/ingresses",
			"v1/nodes",
			"v1/namespaces",
			"v1/configmaps",
			...Object.keys(changing),
		]),
	},
};
