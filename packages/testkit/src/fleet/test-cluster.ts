import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
	type ApiClient,
	addClusterDocument,
	clusterDocument,
} from "@quarterdeck/cli/api";
import { type Simkube, startSimkube } from "@quarterdeck/simkube";
import { ownProgram } from "@quarterdeck/up/processes";
import type { Ending } from "../temp-dir.ts";
import { testKubectl } from "../test-kubectl.ts";
import { until } from "../until.ts";
import { startPart, type TestPart } from "./part.ts";

/** A Kubernetes API server and the agent that acts in it. */
export interface TestCluster {
	readonly name: string;
	readonly kubernetes: Simkube;
	readonly agent: TestPart;
	readonly stateDir: string;
	/** How the control plane sees it, in lower case. */
	state(): Promise<string>;
	configurationVersion(): Promise<number>;
}

export interface TestClusterOptions {
	readonly name: string;
	/** Fetched when not at hand. */
	readonly token?: string;
	readonly api: ApiClient;
	readonly busUrl: string;
	readonly dir: string;
	readonly more: Readonly<Record<string, string>>;
}

/** What the demo clusters hold too: readers read, the agent may impersonate and nothing else. */
const rights = [
	binding("readers", "view", { kind: "Group", name: "readers" }),
	binding("editors", "edit", { kind: "Group", name: "editors" }),
	binding("agent", "quarterdeck-agent", { kind: "User", name: "agent" }),
	{
		apiVersion: "rbac.authorization.k8s.io/v1",
		kind: "ClusterRole",
		metadata: { name: "quarterdeck-agent" },
		rules: [
			{
				apiGroups: [""],
				resources: ["users", "groups"],
				verbs: ["impersonate"],
			},
			{
				apiGroups: [""],
				resources: ["namespaces"],
				resourceNames: ["kube-system"],
				verbs: ["get"],
			},
		],
	},
];

/** Starts both, joins the agent with a fresh token, and answers when the control plane sees the cluster alive. */
export async function startTestCluster(
	t: Ending,
	options: TestClusterOptions,
): Promise<TestCluster> {
	const { name, api, dir } = options;
	const token = `agent-of-${name}`;
	const kubernetes = await startSimkube({
		name,
		tokens: [{ token, username: "agent", groups: [] }],
	});
	t.after(() => kubernetes.stop());
	kubernetes.objects.put([...rights, ...shop(name)]);
	const stateDir = join(dir, "agent");
	mkdirSync(stateDir, { recursive: true, mode: 0o700 });
	const kubeconfig = join(dir, "kubeconfig");
	writeFileSync(kubeconfig, kubernetes.kubeconfig({ token }), { mode: 0o600 });
	const tokenFile = join(dir, "join-token");
	writeFileSync(tokenFile, options.token ?? (await fetchToken(api, name)), {
		mode: 0o600,
	});
	const agent = await startPart(t, {
		name: `agent of ${name}`,
		program: ownProgram("agent", "bundle"),
		args: [
			"--state-dir",
			stateDir,
			"--kubeconfig",
			kubeconfig,
			"--servers",
			options.busUrl,
			"--join-file",
			tokenFile,
		],
		logFile: join(dir, "agent.log"),
		env: {
			QD_KUBECTL: await testKubectl(),
			...options.more,
		},
	});
	const ask = async () =>
		(
			await api.ask<{
				cluster: { state: string; configurationVersion: number | null };
			}>(clusterDocument, { name })
		).cluster;
	const cluster: TestCluster = {
		name,
		kubernetes,
		agent,
		stateDir,
		state: async () => (await ask()).state.toLowerCase(),
		configurationVersion: async () => (await ask()).configurationVersion ?? 0,
	};
	await until(async () => (await cluster.state()) === "alive", {
		what: `${name} is alive`,
	});
	return cluster;
}

async function fetchToken(api: ApiClient, name: string): Promise<string> {
	const labels = [{ name: "region", value: name }];
	const { addCluster } = await api.ask<{ addCluster: { token: string } }>(
		addClusterDocument,
		{ name, labels, again: false },
	);
	return addCluster.token;
}

function binding(
	name: string,
	role: string,
	subject: { kind: string; name: string },
) {
	return {
		apiVersion: "rbac.authorization.k8s.io/v1",
		kind: "ClusterRoleBinding",
		metadata: { name },
		roleRef: {
			apiGroup: "rbac.authorization.k8s.io",
			kind: "ClusterRole",
			name: role,
		},
		subjects: [{ ...subject, apiGroup: "rbac.authorization.k8s.io" }],
	};
}

/** A namespace with one pod and one secret, named after the cluster so that answers can be distinguished. */
function shop(cluster: string) {
	const metadata = (name: string) => ({ name, namespace: "shop" });
	return [
		{
			apiVersion: "v1",
			kind: "Namespace",
			metadata: { name: "shop" },
			status: { phase: "Active" },
		},
		{
			apiVersion: "v1",
			kind: "Pod",
			metadata: metadata(`cart-${cluster}`),
			spec: {
				containers: [{ name: "cart", image: "registry.example/cart:1" }],
				nodeName: "node-1",
			},
			status: {
				phase: "Running",
				containerStatuses: [
					{
						name: "cart",
						ready: true,
						restartCount: 0,
						state: { running: {} },
					},
				],
			},
		},
		{
			apiVersion: "v1",
			kind: "Secret",
			metadata: metadata("payment"),
			type: "Opaque",
			data: { key: "aHVudGVyMg==" },
		},
	];
}
