#!/usr/bin/env node
import { existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
	type AgentConfiguration,
	fetchConfiguration,
	type Heartbeat,
	heartbeat,
	protocolVersion,
	renew,
	subjectToken,
} from "@quarterdeck/contract";
import {
	type Clock,
	createHealth,
	createLog,
	createMetrics,
	describeError,
	type Environment,
	type Life,
	type Log,
	type Metrics,
	readEnvironment,
	SettingsError,
	startOperationsServer,
	superviseProcess,
	systemClock,
} from "@quarterdeck/runtime";
import { type AgentLink, connectAgentLink } from "@quarterdeck/wire";
import { parse } from "yaml";
import packageJson from "../package.json" with { type: "json" };
import { serveOrders } from "./doors/link/serve-orders.wire.ts";
import type { AgentIdentity, IdentityStore } from "./flows/agent-identity.ts";
import {
	type BeatHeartJob,
	createBeatHeartJob,
} from "./flows/beat-heart.job.ts";
import { createConfigurations } from "./flows/configurations.ts";
import {
	createIdentityStore,
	identityFile,
} from "./flows/create-identity-store.ts";
import { createWireEnrolment } from "./flows/enrolment.wire.ts";
import { joinFleet } from "./flows/join-fleet.ts";
import { createRenewCredentialJob } from "./flows/renew-credential.job.ts";
import {
	type CommandRunner,
	createCommandRunner,
} from "./flows/run-command.ts";
import { claimFolder } from "./plumbing/disk/claim-folder.ts";
import { createApiServer } from "./plumbing/kube/api-server.ts";
import {
	type ClusterAccess,
	ClusterAccessError,
} from "./plumbing/kube/cluster-access.ts";
import {
	inClusterAccess,
	serviceAccountDir,
} from "./plumbing/kube/in-cluster-access.ts";
import { createOwnCredentials } from "./plumbing/kube/own-credentials.ts";
import { createReadCluster } from "./plumbing/kube/read-cluster.ts";
import { readKubeconfig } from "./plumbing/kube/read-kubeconfig.ts";
import { findSandbox, openSandbox } from "./plumbing/process/sandbox.ts";
import {
	type Ceiling,
	ceilingSchema,
	type Gate,
	openCeiling,
	startGate,
} from "./rooms/gate/index.ts";
import { createInventory, type Inventory } from "./rooms/inventory/index.ts";
import {
	createPlugins,
	createResolveProgram,
	type Plugins,
} from "./rooms/plugins/index.ts";
import { defaultRunDir, readAgentSettings, type Settings } from "./settings.ts";

const agentVersion = packageJson.version;
const clock: Clock = systemClock;
const environment = readEnvironment();
await superviseProcess(begin());

/** What is wrong with the settings is said before there is a log to say it in. */
function begin(): Parameters<typeof superviseProcess>[0] {
	const fallback = createLog({ process: "agent", level: "info" });
	try {
		const settings = readAgentSettings(process.argv.slice(2), environment);
		const log = createLog({ process: "agent", level: settings.logLevel });
		return {
			log,
			begin: (life) => startAgent(settings, log, life),
			stopWithinMs: (settings.stopGraceSeconds + 7) * 1000,
		};
	} catch (error) {
		const begin = (): Promise<void> =>
			Promise.reject(error instanceof SettingsError ? plain(error) : error);
		return { log: fallback, begin };
	}
}

function orPlain<T>(act: () => T): T {
	try {
		return act();
	} catch (error) {
		throw error instanceof Error ? plain(error) : error;
	}
}

/** An error whose stack says nothing to the person who must act on it. */
function plain(error: Error): Error {
	error.stack = error.message;
	return error;
}

async function startAgent(
	settings: Settings,
	log: Log,
	life: Life,
): Promise<void> {
	const metrics = createMetrics();
	const store = createIdentityStore(settings.stateDir);
	const claim = orPlain(() => claimFolder(settings.stateDir));
	life.atEnd("state folder", () => claim.release());
	const ceiling = readCeiling(settings.ceilingFile);
	const api = createApiServer({ access: findCluster(settings), clock });
	life.atEnd("api server", () => api.stop());
	const inventory = await life.start("inventory", () =>
		createInventory({
			read: createReadCluster(api),
			clock,
			log: log.child({ room: "inventory" }),
		}),
	);
	const [plugins] = await Promise.all([
		startPlugins({ settings, ceiling, log, metrics, life }),
		inventory.look(),
	]);
	let heart: BeatHeartJob | undefined;
	const gate = await life.start("gate", () =>
		startGate({
			upstream: api,
			ceiling,
			clock,
			log: log.child({ room: "gate" }),
			meter: gateMeter(metrics),
			onLateRequest: () => heart?.changed(),
		}),
	);
	const identity = await joinOnce({ settings, store, inventory, log });
	const link = await openLink(identity, settings, log, metrics);
	life.atEnd("link", () => link.close());
	const configurations = createConfigurations({
		fetch: async (have, signal) =>
			(await link.ask(fetchConfiguration, { have }, { signal })).configuration,
		use: (configuration: AgentConfiguration) => {
			plugins.apply(configuration);
			heart?.changed();
		},
		log,
	});
	const runner = createCommandRunner({
		configurations,
		gate,
		ownCredentials: createOwnCredentials(api),
		ceiling,
		plugins,
		clock,
		log: log.child({ room: "runs" }),
		meter: runMeter(metrics),
	});
	const beating = createBeatHeartJob({
		clock,
		describe: () =>
			describeAgent({
				inventory,
				plugins,
				runner,
				gate,
				version: configurations.current()?.version ?? 0,
			}),
		tell: (body) => void link.tell(heartbeat, body),
	});
	heart = beating;
	for (const part of [inventory, plugins, runner])
		part.onChange(() => beating.changed());
	life.atEnd("heart", () => leave(beating, runner, link, settings));
	serveOrders(link, { runner, configurations });
	follow(link, { heart: beating, refresh: configurations.refresh, log, life });
	startRenewal({ link, store, identity, log, life });
	const port = await startOperations(settings, {
		life,
		metrics,
		link,
		inventory,
		plugins,
	});
	process.stdout.write(
		`${JSON.stringify({ ready: true, agent: identity.agentId, cluster: identity.clusterName, ...port })}\n`,
	);
}

async function joinOnce(parts: {
	readonly settings: Settings;
	readonly store: IdentityStore;
	readonly inventory: Inventory;
	readonly log: Log;
}): Promise<AgentIdentity> {
	const { settings, store, inventory, log } = parts;
	const { joinToken: tokenText, servers, busCaFile: caFile } = settings;
	const enrolment = createWireEnrolment({ caFile, clock, log });
	const clusterUid = inventory.clusterUid();
	const deps = { store, enrolment, agentVersion, clusterUid, clock, log };
	return joinFleet({ tokenText, servers }, deps).catch((error: Error) => {
		throw plain(error);
	});
}

/** A kubeconfig when one is named, the pod's service account otherwise, and at last the file kubectl would use. */
function findCluster(settings: Settings): ClusterAccess {
	try {
		if (settings.kubeconfig)
			return readKubeconfig(settings.kubeconfig, settings.context);
		const inside = inClusterAccess(environment);
		if (inside) return inside;
		const usual = join(environment.HOME ?? "/", ".kube", "config");
		if (existsSync(usual)) return readKubeconfig(usual, settings.context);
		throw new ClusterAccessError(
			`there is no kubeconfig at ${usual} and this is no pod: name one with --kubeconfig FILE`,
		);
	} catch (error) {
		throw error instanceof ClusterAccessError ? plain(error) : error;
	}
}

function readCeiling(file: string | undefined): Ceiling {
	if (!file) return openCeiling;
	const result = ceilingSchema.safeParse(parse(readFileSync(file, "utf8")));
	if (result.success) return result.data;
	const problems = result.error.issues.map(
		(issue) => `${issue.path.join(".") || "the file"}: ${issue.message}`,
	);
	throw plain(new Error(`${file}: ${problems.join("; ")}`));
}

async function startPlugins(parts: {
	readonly settings: Settings;
	readonly ceiling: Ceiling;
	readonly log: Log;
	readonly metrics: Metrics;
	readonly life: Life;
}): Promise<Plugins> {
	const { settings, ceiling, log, metrics, life } = parts;
	const options = {
		runDir: settings.runDir ?? defaultRunDir(settings.stateDir),
		firstUid: settings.pluginUidFirst,
		uidCount: settings.pluginUidCount,
		secrets: [
			identityFile(settings.stateDir),
			join(serviceAccountDir, "token"),
			...(settings.kubeconfig ? [settings.kubeconfig] : []),
		],
	};
	const strongest = await findSandbox(options);
	if (strongest.kind === "none")
		log.warn("plugins cannot be kept apart on this machine", {
			reason: strongest.weakness,
		});
	else log.info("plugins are kept apart", { kind: strongest.kind });
	const restarts = metrics.counter(
		"plugin_restarts_total",
		"Plugin processes that ended by themselves and were replaced.",
	);
	return await life.start("plugins", () =>
		createPlugins({
			resolve: createResolveProgram({
				node: process.execPath,
				house: findHouse(),
				kubectl: settings.kubectl ?? findInPath("kubectl", environment),
				pluginDir: settings.pluginDir,
			}),
			sandboxes: { strongest, open: openSandbox(options) },
			mayRunUnsandboxed: ceiling.unsandboxed,
			clock,
			log: log.child({ room: "plugins" }),
			meter: { restarted: () => restarts.inc() },
		}),
	);
}

/** The checkout or installation this file lies in, when it is laid out as the house is. */
function findHouse(): string | undefined {
	const root = fileURLToPath(new URL("../../..", import.meta.url));
	return existsSync(join(root, "plugins"))
		? root.replace(/\/$/, "")
		: undefined;
}

function findInPath(
	name: string,
	{ PATH = "" }: Environment,
): string | undefined {
	return PATH.split(delimiter)
		.map((folder) => join(folder, name))
		.find((file) => file.startsWith("/") && existsSync(file));
}

function openLink(
	identity: AgentIdentity,
	settings: Settings,
	log: Log,
	metrics: Metrics,
): Promise<AgentLink> {
	const messages = metrics.counter(
		"bus_messages_total",
		"Messages of the bus, by what became of them.",
		["act"],
	);
	return connectAgentLink({
		servers: settings.servers ?? identity.servers,
		inst: subjectToken(identity.agentId),
		credential: { jwt: identity.jwt, seed: identity.seed },
		caFile: settings.busCaFile,
		log: log.child({ room: "link" }),
		clock,
		meter: {
			received: () => messages.inc({ act: "received" }),
			sent: () => messages.inc({ act: "sent" }),
			dropped: (reason) => messages.inc({ act: `dropped-${reason}` }),
			resent: (count) => messages.inc({ act: "resent" }, count),
			reconnected: () => messages.inc({ act: "reconnected" }),
		},
	});
}

function gateMeter(metrics: Metrics) {
	const requests = metrics.counter(
		"gate_requests_total",
		"Requests of plugins at the gate, by the API server's status; 0 for those it never saw.",
		["code"],
	);
	const bytes = metrics.counter(
		"gate_bytes_total",
		"Bytes the API server answered plugins.",
	);
	return {
		request(status: number, count: number) {
			requests.inc({ code: String(status) });
			bytes.inc(count);
		},
	};
}

function runMeter(metrics: Metrics) {
	const runs = metrics.histogram(
		"run_seconds",
		"Commands run here, by how they ended.",
		["outcome"],
	);
	const refusals = metrics.counter(
		"runs_refused_total",
		"Commands that were not begun, by error code.",
		["code"],
	);
	const bytes = metrics.counter(
		"run_output_bytes_total",
		"Bytes that plugins wrote, sent or not.",
	);
	return {
		ended(outcome: string, durationMs: number, count: number) {
			runs.observe({ outcome }, durationMs / 1000);
			bytes.inc(count);
		},
		refused: (code: string) => refusals.inc({ code }),
	};
}

function describeAgent(parts: {
	readonly inventory: Inventory;
	readonly plugins: Plugins;
	readonly runner: CommandRunner;
	readonly gate: Gate;
	readonly version: number;
}): Heartbeat {
	const gateRefusals = parts.gate.recentRefusals();
	return {
		at: clock.now().toISOString(),
		agentVersion,
		protocol: protocolVersion,
		configurationVersion: parts.version,
		running: parts.runner.running(),
		kubernetes: parts.inventory.kubernetes(),
		plugins: parts.plugins.states(),
		...(gateRefusals.length > 0 ? { gateRefusals } : {}),
	};
}

/** Says that it leaves, lets running commands finish, and refuses new ones meanwhile. */
async function leave(
	heart: BeatHeartJob,
	runner: CommandRunner,
	link: AgentLink,
	settings: Settings,
): Promise<void> {
	heart.leave();
	await runner.drain(settings.stopGraceSeconds * 1000);
	if (link.state.state === "connected") await link.flush();
}

/** At each connection the agent says how it is and asks what it should run. */
function follow(
	link: AgentLink,
	parts: {
		readonly heart: BeatHeartJob;
		readonly refresh: (signal: AbortSignal) => Promise<void>;
		readonly log: Log;
		readonly life: Life;
	},
): void {
	const stopping = new AbortController();
	parts.life.atEnd("configuration", () => stopping.abort());
	function refresh(): void {
		parts.refresh(stopping.signal).catch((error: unknown) => {
			if (stopping.signal.aborted || link.state.state !== "connected") return;
			parts.log.warn("the configuration could not be fetched yet", {
				reason: describeError(error).split("\n")[0],
			});
			clock.after(5000, refresh);
		});
	}
	function hear(state: AgentLink["state"]): void {
		if (state.state === "rejected")
			parts.log.error(
				"the bus refuses this agent's credential: it was revoked or has ended. Make a new token with: qd cluster add NAME --again",
				{ reason: state.reason },
			);
		if (state.state !== "connected") return;
		parts.heart.beat();
		refresh();
	}
	let last = "";
	link.onState((state) => {
		const isNew = state.state !== last;
		last = state.state;
		if (isNew) hear(state);
	});
	last = link.state.state;
	hear(link.state);
}

function startRenewal(parts: {
	readonly link: AgentLink;
	readonly store: IdentityStore;
	readonly identity: AgentIdentity;
	readonly log: Log;
	readonly life: Life;
}): void {
	const { link, store, identity, log, life } = parts;
	const job = createRenewCredentialJob({
		store,
		identity,
		renew: () => link.ask(renew, {}),
		use: (credential) => link.useCredential(credential),
		clock,
		log: log.child({ part: "credential" }),
		random: Math.random,
	});
	life.atEnd("renewal", () => job.stop());
}

async function startOperations(
	settings: Settings,
	parts: {
		readonly life: Life;
		readonly metrics: Metrics;
		readonly link: AgentLink;
		readonly inventory: Inventory;
		readonly plugins: Plugins;
	},
): Promise<{ operationsUrl?: string }> {
	const { life, metrics, link, inventory, plugins } = parts;
	const health = createHealth();
	health.part("bus", () =>
		link.state.state === "connected"
			? { ok: true }
			: { ok: false, problem: `the link is ${link.state.state}` },
	);
	health.part("kubernetes", () => {
		const { reachable, problem = "it does not answer" } =
			inventory.kubernetes();
		return reachable ? { ok: true } : { ok: false, problem };
	});
	health.part("plugins", () => {
		const failed = plugins.states().filter(({ state }) => state === "failed");
		const problem = failed
			.map((state) => `${state.key}: ${state.problem}`)
			.join("; ");
		return failed.length === 0 ? { ok: true } : { ok: false, problem };
	});
	if (settings.operationsPort === undefined) return {};
	const { operationsHost: host, operationsPort: port } = settings;
	const server = await life.start("operations", () =>
		startOperationsServer({ host, port, health, metrics }),
	);
	return { operationsUrl: `http://${host}:${server.port}` };
}
