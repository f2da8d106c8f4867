#!/usr/bin/env node
import { existsSync } from "node:fs";
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
import { version as agentVersion } from "@quarterdeck/contract/version";
import {
	type Clock,
	createHealth,
	createLog,
	createMetrics,
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
import {
	type AgentLink,
	connectAgentLink,
	createNkey,
	publicKey,
} from "@quarterdeck/wire";
import { serveOrders } from "./doors/link/serve-orders.wire.ts";
import type { AgentIdentity, IdentityStore } from "./flows/agent-identity.ts";
import { gateMeter, linkMeter, runMeter } from "./flows/agent-meters.ts";
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
import { followLink } from "./flows/follow-link.wire.ts";
import { joinFleet } from "./flows/join-fleet.ts";
import {
	createRenewCredentialJob,
	type RenewCredentialJob,
} from "./flows/renew-credential.job.ts";
import {
	type CommandRunner,
	createCommandRunner,
} from "./flows/run-command.ts";
import { claimFolder } from "./plumbing/disk/claim-folder.ts";
import { createApiServer } from "./plumbing/kube/api-server.ts";
import { findCluster } from "./plumbing/kube/find-cluster.ts";
import { serviceAccountDir } from "./plumbing/kube/in-cluster-access.ts";
import { createOwnCredentials } from "./plumbing/kube/own-credentials.ts";
import { createReadCluster } from "./plumbing/kube/read-cluster.ts";
import { removeRunDir } from "./plumbing/process/cell-folders.ts";
import { findSandbox, openSandbox } from "./plumbing/process/sandbox.ts";
import {
	type Ceiling,
	type Gate,
	readCeiling,
	startGate,
} from "./rooms/gate/index.ts";
import { createInventory, type Inventory } from "./rooms/inventory/index.ts";
import {
	createPlugins,
	createResolveProgram,
	type Plugins,
} from "./rooms/plugins/index.ts";
import { defaultRunDir, readAgentSettings, type Settings } from "./settings.ts";

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
	const ceiling = orPlain(() => readCeiling(settings.ceilingFile));
	const { kubeconfig, context } = settings;
	const access = orPlain(() =>
		findCluster({ kubeconfig, context, environment }),
	);
	const api = createApiServer({ access, clock });
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
		tell: (body) => void link.publish(heartbeat, body),
	});
	heart = beating;
	for (const part of [inventory, plugins, runner])
		part.onChange(() => beating.changed());
	life.atEnd("heart", () => leave(beating, runner, link, settings));
	const credential = startRenewal({ link, store, identity, log, life });
	serveOrders(link, { runner, configurations, credential });
	const { refresh } = configurations;
	followLink(link, { heart: beating, refresh, clock, log, life });
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
	life.atEnd("cells", () => removeRunDir(options.runDir));
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
	return connectAgentLink({
		servers: settings.servers ?? identity.servers,
		inst: subjectToken(identity.agentId),
		credential: { jwt: identity.jwt, seed: identity.seed },
		caFile: settings.busCaFile,
		log: log.child({ room: "link" }),
		clock,
		meter: linkMeter(metrics),
	});
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

function startRenewal(parts: {
	readonly link: AgentLink;
	readonly store: IdentityStore;
	readonly identity: AgentIdentity;
	readonly log: Log;
	readonly life: Life;
}): RenewCredentialJob {
	const { link, store, identity, log, life } = parts;
	const job = createRenewCredentialJob({
		store,
		identity,
		createKey() {
			const { seed, id } = createNkey("user");
			return { seed, userKey: id };
		},
		userKeyOf: publicKey,
		renew: (request) => link.ask(renew, request),
		use: (credential) => link.useCredential(credential),
		clock,
		log: log.child({ part: "credential" }),
		random: Math.random,
	});
	life.atEnd("renewal", () => job.stop());
	return job;
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
