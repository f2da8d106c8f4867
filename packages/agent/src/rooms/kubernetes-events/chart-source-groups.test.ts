import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chartSourceGroups } from "./chart-source-groups.fixture.ts";
import { type Fields, PlannedCluster } from "./planned-cluster.fixture.ts";

const identity = { user: "botkube", groups: ["botkube-plugins-default"] };

function chartCluster(): PlannedCluster {
	const cluster = new PlannedCluster(
		...Object.entries(chartSourceGroups).map(([name, config]) => ({
			name: name.replace(/^k8s-|-events$/g, ""),
			config,
			identity,
		})),
	);
	assert.deepEqual(cluster.plan.problems, []);
	return cluster;
}

const fine: Fields = {
	metadata: { labels: { app: "web" } },
	spec: { containers: [{ name: "web", image: "web:1" }] },
};
const deployment = (image: string, available: number): Fields => ({
	spec: { template: { spec: { containers: [{ image }] } } },
	status: { availableReplicas: available },
});

/** What is done, and who of the chart's groups hears what. */
const hour: readonly [
	string,
	(cluster: PlannedCluster) => void,
	readonly string[],
][] = [
	[
		"a pod is made well",
		(it) => it.create("v1/pods", "web", fine),
		[
			"all success v1/pods created | shop/web",
			"create success v1/pods created | shop/web",
		],
	],
	[
		"a pod is made with the latest image and without labels",
		(it) =>
			it.create("v1/pods", "bad", {
				spec: { containers: [{ name: "c", image: "host:5000/bad" }] },
			}),
		["recommendation", "all", "create"].map((group) =>
			[
				`${group} success v1/pods created`,
				"shop/bad",
				...(group === "recommendation"
					? [
							"The 'latest' tag used in 'host:5000/bad' image of Pod 'shop/bad' container 'c' should be avoided.",
							"Pod 'shop/bad' created without labels. Consider defining them, to be able to use them as a selector e.g. in Service.",
						]
					: []),
			].join(" | "),
		),
	],
	["a pod changes", (it) => it.update("v1/pods", "web", fine), []],
	[
		"a pod fails",
		(it) => it.warn({ kind: "Pod", name: "web" }, "BackOff"),
		["all", "err", "err-with-logs"].map(
			(group) => `${group} error v1/pods error | shop/web | BackOff happened`,
		),
	],
	[
		"a pod is pulled",
		(it) => it.warn({ kind: "Pod", name: "web" }, "Pulled", { type: "Normal" }),
		[],
	],
	[
		"an ingress leads nowhere",
		(it) =>
			it.create("networking.k8s.io/v1/ingresses", "in", {
				spec: { tls: [{ secretName: "cert" }] },
			}),
		["recommendation", "all", "create"].map((group) =>
			[
				`${group} success networking.k8s.io/v1/ingresses created`,
				"shop/in",
				...(group === "recommendation"
					? ["TLS secret 'cert' referred in Ingress 'shop/in' does not exist."]
					: []),
			].join(" | "),
		),
	],
	[
		"a deployment is made",
		(it) => it.create("apps/v1/deployments", "web", deployment("web:1", 1)),
		[
			"all success apps/v1/deployments created | shop/web",
			"create success apps/v1/deployments created | shop/web",
		],
	],
	[
		"a deployment is touched",
		(it) => it.update("apps/v1/deployments", "web", deployment("web:1", 1)),
		[],
	],
	[
		"a deployment has another image",
		(it) => it.update("apps/v1/deployments", "web", deployment("web:2", 1)),
		[
			"all info apps/v1/deployments updated | shop/web | spec.template.spec.containers[*].image:\n\t-: web:1\n\t+: web:2\n",
		],
	],
	[
		"a deployment loses a replica",
		(it) => it.update("apps/v1/deployments", "web", deployment("web:2", 0)),
		[
			"all info apps/v1/deployments updated | shop/web | status.availableReplicas:\n\t-: 1\n\t+: 0\n",
		],
	],
	[
		"a node has trouble that is excluded",
		(it) =>
			it.warn({ kind: "Node", name: "n1" }, "Sysctl", {
				message: "nf_conntrack_buckets cannot be set",
			}),
		[],
	],
	[
		"a node has trouble",
		(it) => it.warn({ kind: "Node", name: "n1" }, "SystemOOM"),
		["all", "err"].map(
			(group) => `${group} error v1/nodes error | /n1 | SystemOOM happened`,
		),
	],
	[
		"a node is lost",
		(it) =>
			it.warn({ kind: "Node", name: "n1" }, "NodeNotReady", { type: "Normal" }),
		["all", "err"].map(
			(group) => `${group} error v1/nodes error | /n1 | NodeNotReady happened`,
		),
	],
	[
		"a node is back",
		(it) =>
			it.warn({ kind: "Node", name: "n1" }, "NodeReady", { type: "Normal" }),
		["all", "err"].map(
			(group) => `${group} info v1/nodes info | /n1 | NodeReady happened`,
		),
	],
	[
		"a config map goes while nobody looks",
		(it) => {
			it.has("v1/configmaps", "settings");
			it.remove("v1/configmaps", "settings", { seen: false });
		},
		["all error v1/configmaps deleted | shop/settings"],
	],
	["a secret is made", (it) => it.create("v1/secrets", "cert"), []],
	[
		"a pod is silenced, fails and goes",
		(it) => {
			const silent = {
				...fine,
				metadata: { annotations: { "botkube.io/disable": "true" } },
			};
			it.update("v1/pods", "web", silent);
			it.warn({ kind: "Pod", name: "web" }, "BackOff");
			it.remove("v1/pods", "web");
		},
		[],
	],
];

describe("with the source groups of Botkube's chart", () => {
	const cluster = chartCluster();
	cluster.has("v1/nodes", "n1");
	for (const [name, happens, expected] of hour)
		test(name, () => {
			happens(cluster);
			assert.deepEqual(cluster.said().sort(), [...expected].sort());
		});
});

test("the chart's five groups need one watch for each resource", () => {
	const watched = chartCluster().plan.watches.map(
		({ resource }) => `${resource.apiVersion}/${resource.resource}`,
	);
	assert.equal(watched.length, 18);
	assert.equal(new Set(watched).size, watched.length);
});
