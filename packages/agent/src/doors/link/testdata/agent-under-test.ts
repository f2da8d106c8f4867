import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import {
	type AgentConfiguration,
	AppError,
	agentConfigurationSchema,
	enrol,
	fetchConfiguration,
	type Heartbeat,
	heartbeat,
	type RunEnd,
	type RunOrder,
	renew,
	run,
	runReportMs,
	subjectToken,
} from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { type Simkube, startSimkube } from "@quarterdeck/simkube";
import {
	type Ending,
	startTestNats,
	tempDir,
	testKubectl,
	until,
} from "@quarterdeck/testkit";
import {
	type AgentAddress,
	agentJwt,
	type Bus,
	connectBus,
	controlPlaneKeys,
	createBusKeys,
	createAccountPublisher,
	createOrganisationKeys,
	enrolmentCredential,
	type AccountPublisher,
	type OrganisationKeys,
	operatorServerConfig,
	serverJwts,
} from "@quarterdeck/wire";

export const newId = createNewId(systemClock);
const main = fileURLToPath(new URL("../../../main.ts", import.meta.url));
const hour = 3_600_000;

type ClusterObject = Parameters<Simkube["objects"]["apply"]>[0];

/** An agent's process. */
export interface AgentProcess {
	readonly child: ChildProcess;
	/** Everything it wrote. */
	readonly lines: string[];
	/** Resolves with its `ready` line; rejects with its last words when it ends instead. */
	readonly ready: Promise<Record<string, unknown>>;
	readonly ended: Promise<number | null>;
	stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the agent's program with this environment and nothing else. */
export function startAgentProcess(
	t: Ending,
	args: readonly string[],
	env: Readonly<Record<string, string>>,
	wrapper: readonly string[] = [],
): AgentProcess {
	const [file = "", ...rest] = [...wrapper, process.execPath, main, ...args];
	const child = spawn(file, rest, {
		env: { PATH: "/usr/bin:/bin:/usr/sbin:/sbin", QD_AGENT_SECRET: "the-agents-secret", ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	const lines: string[] = [];
	const ready = Promise.withResolvers<Record<string, unknown>>();
	ready.promise.catch(() => {});
	for (const stream of [child.stdout, child.stderr])
		createInterface({ input: stream }).on("line", (line) => {
			lines.push(line);
			if (line.startsWith('{"ready"')) ready.resolve(JSON.parse(line));
		});
	const ended = once(child, "close").then(([code]) => code as number | null);
	ended.then(
		() => ready.reject(new Error(lines.slice(-10).join("\n"))),
		() => {},
	);
	const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
		child.kill(signal);
		return ended;
	};
	t.after(async () => {
		await stop("SIGTERM");
	});
	return { child, lines, ready: ready.promise, ended, stop };
}

/** What the control plane has, as far as an agent notices: a bus, and answers to its questions. */
export interface FakeControlPlane {
	readonly servers: readonly string[];
	readonly accountPublisher: AccountPublisher;
	readonly line: Bus;
	readonly organisation: OrganisationKeys;
	readonly heartbeats: Heartbeat[];
	readonly enrolments: string[];
	configuration: AgentConfiguration;
	/** Set: every enrolment is refused so. */
	refuseEnrolment: AppError | undefined;
	renewals: number;
	lifetimeMs: number;
	joinToken(): string;
	address(): AgentAddress;
}

export async function startFakeControlPlane(t: Ending): Promise<FakeControlPlane> {
	const { servers, keys: busKeys, accountPublisher } = await startBus(t);
	const organisation = createOrganisationKeys();
	await accountPublisher.publish({ keys: organisation, name: "org", revocations: {} });
	const line = await connectBus({
		servers,
		credential: busKeys.controlPlaneCredential,
		log: silentLog,
		clock: systemClock,
	});
	t.after(() => line.close());
	const agentId = newId("agent");
	const clusterId = newId("cluster");
	const keys = new Map<string, string>();
	const controlPlane: FakeControlPlane = {
		servers,
		accountPublisher,
		line,
		organisation,
		heartbeats: [],
		enrolments: [],
		configuration: configurationOf([]),
		refuseEnrolment: undefined,
		renewals: 0,
		lifetimeMs: hour,
		joinToken() {
			const inst = subjectToken(newId("joinToken"));
			const issuedAt = systemClock.now();
			const credential = enrolmentCredential({
				keys: organisation,
				inst,
				issuedAt,
				expiresAt: new Date(issuedAt.getTime() + hour),
			});
			const content = { v: 1, servers, inst, ...credential, cluster: "eu" };
			return `qdj_${Buffer.from(JSON.stringify(content)).toString("base64url")}`;
		},
		address: () => ({ account: organisation.accountId, inst: subjectToken(agentId) }),
	};
	function credentialFor(userKey: string) {
		const issuedAt = systemClock.now();
		const expiresAt = new Date(issuedAt.getTime() + controlPlane.lifetimeMs);
		const inst = subjectToken(agentId);
		const jwt = agentJwt({ keys: organisation, inst, userKey, issuedAt, expiresAt });
		return { jwt, expiresAt: expiresAt.toISOString() };
	}
	line.answer(enrol, async (from, request) => {
		if (controlPlane.refuseEnrolment) throw controlPlane.refuseEnrolment;
		const before = keys.get(from.inst);
		if (before && before !== request.userKey)
			throw new AppError("JOIN_TOKEN_USED", { cluster: "eu" });
		keys.set(from.inst, request.userKey);
		keys.set("agent", request.userKey);
		controlPlane.enrolments.push(request.userKey);
		return {
			agentId,
			clusterId,
			clusterName: "eu",
			servers: [...servers],
			credential: credentialFor(request.userKey),
		};
	});
	line.answer(renew, async () => {
		controlPlane.renewals += 1;
		return credentialFor(keys.get("agent") ?? "");
	});
	line.answer(fetchConfiguration, async (_, { have }) =>
		controlPlane.configuration.version > have ? { configuration: controlPlane.configuration } : {},
	);
	line.subscribe(heartbeat, (_, body) => controlPlane.heartbeats.push(body));
	return controlPlane;
}

async function startBus(t: Ending) {
	const busKeys = createBusKeys();
	const now = systemClock.now();
	const server = await startTestNats(t, {
		config: operatorServerConfig({
			jwts: serverJwts(busKeys, now),
			listen: { host: "127.0.0.1", port: 0 },
			resolverDir: join(tempDir(t), "accounts"),
		}),
	});
	const servers = [server.url];
	const keys = controlPlaneKeys(busKeys, now);
	const accountPublisher = await createAccountPublisher({
		...keys,
		servers,
		log: silentLog,
		clock: systemClock,
	});
	t.after(() => accountPublisher.close());
	return { servers, keys, accountPublisher };
}

/** A configuration of one group `all`. */
export function configurationOf(
	plugins: readonly unknown[],
	over: { version?: number; settings?: Record<string, unknown> } = {},
): AgentConfiguration {
	return agentConfigurationSchema.parse({
		version: over.version ?? 1,
		clusterName: "eu",
		executors: [{ name: "all", plugins }],
		settings: over.settings ?? {},
	});
}

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
	over: Partial<RunOrder> & { signal?: AbortSignal; onText?: (text: string) => void; deadlineInMs?: number } = {},
): Promise<Answer> {
	const { signal, onText, deadlineInMs = 30_000, ...rest } = over;
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
	const chunks: { stdout: Uint8Array[]; stderr: Uint8Array[] } = { stdout: [], stderr: [] };
	let parts = 0;
	const end = await controlPlane.line.order(controlPlane.address(), run, order, {
		correlation: subjectToken(order.runId),
		deadlineAt,
		signal,
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
			{ apiGroups: [""], resources: ["users", "groups"], verbs: ["impersonate"] },
			{ apiGroups: [""], resources: ["namespaces"], resourceNames: ["kube-system"], verbs: ["get"] },
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
	controlPlane.lifetimeMs = options.lifetimeMs ?? hour;
	controlPlane.configuration = options.configuration ?? kubectlConfiguration();
	const kubernetes = await startKubernetes(t, options.rights);
	const dir = tempDir(t);
	const stateDir = join(dir, "state");
	const kubeconfig = join(dir, "kubeconfig");
	writeFileSync(kubeconfig, kubernetes.kubeconfig({ token: "agent-token" }), { mode: 0o600 });
	const args = ["--state-dir", stateDir, "--kubeconfig", kubeconfig, "--operations-port", "0", ...(options.args ?? [])];
	const env = { QD_KUBECTL: await testKubectl(), HOME: dir, ...options.env };
	const start = (more: Readonly<Record<string, string>> = {}) =>
		startAgentProcess(t, args, { ...env, ...more }, options.wrapper);
	const agent = start({ QD_JOIN_TOKEN: controlPlane.joinToken() });
	const ready = await agent.ready;
	await until(() => controlPlane.heartbeats.some((beat) => beat.configurationVersion === controlPlane.configuration.version));
	return { controlPlane, kubernetes, dir, stateDir, kubeconfig, agent, ready, start };
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
		{ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" }, status: { phase: "Active" } },
		{
			apiVersion: "v1",
			kind: "Pod",
			metadata: { name: "cart-eu", namespace: "shop" },
			spec: { containers: [{ name: "cart", image: "registry.example/cart:1" }], nodeName: "node-1" },
			status: { phase: "Running", containerStatuses: [{ name: "cart", ready: true, restartCount: 0, state: { running: {} } }] },
		},
	]);
	return kubernetes;
}

function binding(name: string, role: string, subject: { kind: string; name: string }) {
	return {
		apiVersion: "rbac.authorization.k8s.io/v1",
		kind: "ClusterRoleBinding",
		metadata: { name },
		roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
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

/** What makes the clock of an agent's process differ from this machine's. */
export function clockSkew(skewMs: number): Readonly<Record<string, string>> {
	const source = fileURLToPath(new URL("./skewed-clock.ts", import.meta.url));
	return {
		NODE_OPTIONS: `--import=${source}`,
		QD_TEST_CLOCK_SKEW_MS: String(skewMs),
	};
}

/** Puts the hostile plugin of the tests into a plugin folder; `tests/hostile` is its key. */
export function hostilePluginDir(dir: string): string {
	const pluginDir = join(dir, "plugins");
	mkdirSync(join(pluginDir, "tests"), { recursive: true, mode: 0o755 });
	const source = new URL("../../../rooms/plugins/testdata/hostile-plugin.ts", import.meta.url);
	writeFileSync(
		join(pluginDir, "tests", "executor_v1.0.0_hostile.ts"),
		`import ${JSON.stringify(fileURLToPath(source))};\n`,
	);
	return pluginDir;
}
