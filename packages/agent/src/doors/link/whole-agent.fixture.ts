import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import {
	type AgentConfiguration,
	AppError,
	configure,
	type RunEnd,
	type RunOrder,
	run,
	runReportMs,
	subjectToken,
} from "@quarterdeck/contract";
import { type Simkube, startSimkube } from "@quarterdeck/simkube";
import { type Ending, tempDir, testKubectl, until } from "@quarterdeck/testkit";
import { startAgentProcess } from "./agent-process.fixture.ts";
import {
	configurationOf,
	type FakeControlPlane,
	newId,
	startFakeControlPlane,
} from "./control-plane.fake.ts";

type ClusterObject = Parameters<Simkube["objects"]["apply"]>[0];

export interface Answer {
	readonly end: RunEnd;
	readonly stdout: string;
	readonly stderr: string;
	readonly parts: number;
}

/** Gives the agent one command and collects its answer. */
export async function command(
	controlPlane: FakeControlPlane,
	words: readonly string[],
	over: Partial<RunOrder> & {
		signal?: AbortSignal;
		onText?: (text: string) => void;
		onWaiting?: (before: number) => void;
		deadlineInMs?: number;
	} = {},
): Promise<Answer> {
	const { signal, onText, onWaiting, deadlineInMs = 30_000, ...rest } = over;
	const deadlineAt = new Date(Date.now() + deadlineInMs + runReportMs);
	const order: RunOrder = {
		commandId: newId("command"),
		runId: newId("run"),
		bindings: ["all"],
		plugin: words[0] ?? "",
		words: [...words],
		actor: {
			personId: newId("person"),
			email: "ada@example.org",
			displayName: "Ada",
			groups: ["readers"],
		},
		conversation: { platform: "console", channel: "ops" },
		configurationVersion: controlPlane.configuration.version,
		...rest,
	};
	const chunks: { stdout: Uint8Array[]; stderr: Uint8Array[] } = {
		stdout: [],
		stderr: [],
	};
	let parts = 0;
	const end = await controlPlane.bus.order(controlPlane.address(), run, order, {
		correlation: subjectToken(order.runId),
		deadlineAt,
		signal,
		onWaiting: ({ before }) => onWaiting?.(before),
		onOutput: ({ kind, bytes }) => {
			parts += 1;
			chunks[kind].push(bytes);
			onText?.(Buffer.from(bytes).toString("utf8"));
		},
	});
	return {
		end,
		parts,
		stdout: Buffer.concat(chunks.stdout).toString("utf8"),
		stderr: Buffer.concat(chunks.stderr).toString("utf8"),
	};
}

const agentRights = [
	binding("readers", "view", { kind: "Group", name: "readers" }),
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

/** A whole agent on real parts: a bus, a cluster, kubectl. */
export async function startWholeAgent(
	t: Ending,
	options: {
		configuration?: AgentConfiguration;
		args?: readonly string[];
		env?: Readonly<Record<string, string>>;
		wrapper?: readonly string[];
		/** Of the credentials the agent receives. */
		lifetimeMs?: number;
		/** What the agent may do in the cluster, beside what every agent may. */
		rights?: readonly ClusterObject[];
	} = {},
) {
	const controlPlane = await startFakeControlPlane(t);
	if (options.lifetimeMs !== undefined)
		controlPlane.lifetimeMs = options.lifetimeMs;
	controlPlane.configuration = options.configuration ?? kubectlConfiguration();
	const kubernetes = await startKubernetes(t, options.rights);
	const dir = tempDir(t);
	const stateDir = join(dir, "state");
	const kubeconfig = join(dir, "kubeconfig");
	writeFileSync(kubeconfig, kubernetes.kubeconfig({ token: "agent-token" }), {
		mode: 0o600,
	});
	const args = [
		"--state-dir",
		stateDir,
		"--kubeconfig",
		kubeconfig,
		"--operations-port",
		"0",
		...(options.args ?? []),
	];
	const env = { QD_KUBECTL: await testKubectl(), HOME: dir, ...options.env };
	const start = (more: Readonly<Record<string, string>> = {}) =>
		startAgentProcess(t, args, { ...env, ...more }, options.wrapper);
	const joinFile = join(dir, "join-token");
	writeFileSync(joinFile, controlPlane.joinToken(), { mode: 0o600 });
	const agent = start({ QD_JOIN_TOKEN_FILE: joinFile });
	const ready = await agent.ready;
	await until(() =>
		controlPlane.heartbeats.some(
			(beat) =>
				beat.configurationVersion === controlPlane.configuration.version,
		),
	);
	return {
		controlPlane,
		kubernetes,
		dir,
		stateDir,
		kubeconfig,
		agent,
		ready,
		start,
	};
}

async function startKubernetes(
	t: Ending,
	rights: readonly ClusterObject[] = [],
): Promise<Simkube> {
	const kubernetes = await startSimkube({
		name: "eu",
		tokens: [{ token: "agent-token", username: "agent", groups: [] }],
	});
	t.after(() => kubernetes.stop());
	kubernetes.objects.put([
		...agentRights,
		...rights,
		{
			apiVersion: "v1",
			kind: "Namespace",
			metadata: { name: "shop" },
			status: { phase: "Active" },
		},
		{
			apiVersion: "v1",
			kind: "Pod",
			metadata: { name: "cart-eu", namespace: "shop" },
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
	]);
	return kubernetes;
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

/** kubectl as the person who asks, in the groups they are in. */
export function kubectlConfiguration(): AgentConfiguration {
	return configurationOf([
		{
			key: "botkube/kubectl",
			enabled: true,
			rbac: { user: { type: "Email" }, group: { type: "UserGroupName" } },
		},
	]);
}

/**
 * Puts a program that does what Botkube's own kubectl plugin does into a plugin folder, with a kubectl among its dependencies;
 * `tests/kubectl` is its key.
 */
export async function botkubeKubectlDir(dir: string): Promise<string> {
	const pluginDir = join(dir, "plugins");
	const file = join(pluginDir, "tests", "executor_v1.14.0_kubectl.ts");
	mkdirSync(`${file}_deps`, { recursive: true, mode: 0o755 });
	const source = new URL("./testdata/botkube-kubectl.ts", import.meta.url);
	writeFileSync(file, `import ${JSON.stringify(fileURLToPath(source))};\n`);
	copyFileSync(await testKubectl(), join(`${file}_deps`, "kubectl"));
	return pluginDir;
}

/** Puts the hostile plugin of the tests into a plugin folder; `tests/hostile` is its key. */
export function hostilePluginDir(dir: string): string {
	const pluginDir = join(dir, "plugins");
	mkdirSync(join(pluginDir, "tests"), { recursive: true, mode: 0o755 });
	const source = new URL(
		"../../rooms/plugins/testdata/hostile-plugin.ts",
		import.meta.url,
	);
	writeFileSync(
		join(pluginDir, "tests", "executor_v1.0.0_hostile.ts"),
		`import ${JSON.stringify(fileURLToPath(source))};\n`,
	);
	return pluginDir;
}

/** One agent for all tests of a suite: each start costs seconds. */
export function shareAgent<T>(start: (t: Ending) => Promise<T>): () => T {
	const endings: (() => void | Promise<void>)[] = [];
	let whole: T | undefined;
	before(async () => {
		whole = await start({ after: (act) => void endings.push(act) });
	});
	after(async () => {
		for (const act of endings.reverse()) await act();
	});
	return () => {
		assert.ok(whole);
		return whole;
	};
}

/** The code of the refusal. */
export async function refusedWith(act: Promise<unknown>): Promise<string> {
	try {
		await act;
		return "not refused";
	} catch (error) {
		return error instanceof AppError ? error.code : String(error);
	}
}

/** Pushes the configuration, as this version. */
export async function configureAgent(
	controlPlane: FakeControlPlane,
	version: number,
) {
	return controlPlane.bus.order(
		controlPlane.address(),
		configure,
		{ ...controlPlane.configuration, version },
		{
			correlation: `cfg-${version}-${process.hrtime.bigint()}`,
			deadlineAt: new Date(Date.now() + 10_000),
		},
	);
}
