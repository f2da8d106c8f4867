import { hkdfSync } from "node:crypto";
import { parseArgs } from "node:util";
import type { OrganisationId, ProcessId } from "@quarterdeck/contract";
import { version } from "@quarterdeck/contract/version";
import {
	type Clock,
	createHealth,
	createJobRunner,
	createLog,
	createMetrics,
	createNewId,
	createReportError,
	describeError,
	type Health,
	type JobRunner,
	type Life,
	type Log,
	type Metrics,
	type NewId,
	type PartHealth,
	readEnvironment,
	SettingsError,
	startOperationsServer,
	superviseProcess,
	systemClock,
} from "@quarterdeck/runtime";
import {
	type AccountPublisher,
	type Bus,
	type ConnectionState,
	connectBus,
	controlPlaneKeysSchema,
	createAccountPublisher,
	createConnectionLimiter,
	createWireMeter,
} from "@quarterdeck/wire";
import { createApi } from "./doors/api/create-api.ts";
import { leaveBootstrap } from "./doors/api/leave-bootstrap.ts";
import {
	createProviderClient,
	type ProviderClient,
} from "./doors/api/oidc/provider-client.ts";
import type { ProviderSettings } from "./doors/api/oidc/provider-settings.ts";
import { readProviders } from "./doors/api/oidc/read-providers.ts";
import { outputUrl } from "./doors/api/output-url.ts";
import { startApiServer } from "./doors/api/start-api-server.ts";
import { builtWebDir } from "./doors/api/web/web-dir.ts";
import { openLinkDoor } from "./doors/link/open-link-door.wire.ts";
import { createWireAgentRuns } from "./flows/commands/agent-runs.wire.ts";
import { createPgCancelSignals } from "./flows/commands/cancel-signals.pg.ts";
import { closeLostCommands } from "./flows/commands/close-lost-commands.job.ts";
import { createCommandFeeds } from "./flows/commands/command-feed.ts";
import { createCommandOutputs } from "./flows/commands/command-outputs.wiring.ts";
import { createCommandMeter } from "./flows/commands/create-command-meter.ts";
import { createCommands } from "./flows/commands/create-commands.ts";
import { createLiveChannels } from "./flows/commands/live-channels.ts";
import { createRateLimit } from "./flows/commands/rate-limit.ts";
import {
	createDatabase,
	holdProcessLease,
	migrate,
	openChangeSignals,
} from "./plumbing/postgres/index.ts";
import { createAudit } from "./rooms/audit/audit.wiring.ts";
import { createCatalog } from "./rooms/catalog/catalog.wiring.ts";
import { createCommandRecords } from "./rooms/commands/commands.wiring.ts";
import { createFleet } from "./rooms/fleet/fleet.wiring.ts";
import { defaultFleetSettings } from "./rooms/fleet/index.ts";
import { defaultPeopleSettings } from "./rooms/people/index.ts";
import {
	createAccountChanges,
	createPeople,
} from "./rooms/people/people.wiring.ts";
import {
	defaultSignInSettings,
	type SignInSettings,
	startSweepingEnded,
} from "./rooms/sign-in/index.ts";
import { createProofs, createSignIn } from "./rooms/sign-in/sign-in.wiring.ts";
import {
	readControlPlaneSettings,
	readPrivateFile,
	readSecrets,
	type Secrets,
	type Settings,
	settingsFlags,
} from "./settings.ts";

/*
 * The only file that knows everyone: plumbing → rooms → flows → doors, and back in reverse. It is longer than others because
 * nothing of it may be known anywhere else.
 */

/** What every part is given. */
interface Ground {
	readonly settings: Settings;
	readonly secrets: Secrets;
	readonly providers: readonly ProviderSettings[];
	readonly clock: Clock;
	readonly log: Log;
	readonly newId: NewId;
	readonly metrics: Metrics;
	readonly health: Health;
	readonly jobs: JobRunner;
	readonly life: Life;
}

await main();

async function main(): Promise<void> {
	const { settings, secrets, providers } = readOrExit();
	const clock = systemClock;
	const log = createLog({ process: "controlplane", level: settings.logLevel });
	const metrics = createMetrics();
	const ground = {
		settings,
		secrets,
		providers,
		clock,
		log,
		newId: createNewId(clock),
		metrics,
		health: createHealth(),
		jobs: createJobRunner({ clock, log, metrics }),
	};
	await superviseProcess({
		log,
		begin: (life) => begin({ ...ground, life }),
		stopWithinMs: 14_000,
	});
}

/** Settings are read before there is a log; what is wrong with them is told in plain words. */
function readOrExit() {
	try {
		const { values: flags } = parseArgs({ options: settingsFlags });
		const settings = readControlPlaneSettings({
			environment: readEnvironment(),
			flags,
		});
		return {
			settings,
			secrets: readSecrets(settings),
			providers: readProviders(settings.oidc, readPrivateFile),
		};
	} catch (error) {
		const isOurs = error instanceof SettingsError;
		process.stderr.write(`${isOurs ? error.message : describeError(error)}\n`);
		process.exit(2);
	}
}

/** Plumbing, rooms, flows, doors; each remembers how to stop, and all stop in reverse. */
async function begin(ground: Ground): Promise<void> {
	const { life, log, clock, newId, settings } = ground;
	const processId = newId("process");
	log.info("starting", { version, processId });
	const store = await openStore(ground, processId);
	const wire = await openBus(ground);
	const rooms = openRooms(ground, { ...store, ...wire, processId });
	const owner = await prepareOrganisations(
		ground,
		rooms,
		wire.accountPublisher,
	);
	await life.start("lost commands", () =>
		closeLostCommands({ commandRecords: rooms.commandRecords, clock, log }),
	);
	await life.start("ended sessions", () =>
		startSweepingEnded({ signIn: rooms.signIn, clock, log }),
	);
	const address = { publicUrl: settings.publicUrl ?? "" };
	const flow = openCommands(ground, {
		...store,
		...wire,
		...rooms,
		processId,
		address,
	});
	openLinkDoor({ ...wire, ...rooms });
	await rooms.fleet.start();
	life.atEnd("fleet", () => rooms.fleet.stop());
	rooms.catalog.start();
	life.atEnd("catalog", () => rooms.catalog.stop());
	const operations = await life.start("operations", () =>
		startOperationsServer({ ...ground, ...settings.operations }),
	);
	await openApi(ground, { ...rooms, ...flow, address });
	life.atEnd("commands", () => flow.commands.stop());
	if (owner && settings.bootstrapFile)
		await leaveBootstrap({
			...owner,
			...rooms,
			...address,
			file: settings.bootstrapFile,
		});
	await wire.bus.flush();
	sayReady({
		url: address.publicUrl,
		operationsUrl: `http://${settings.operations.host}:${operations.port}`,
	});
	log.info("ready", { address: address.publicUrl });
}

/** The one line on stdout by which whoever started us knows that we are there. */
function sayReady(urls: {
	readonly url: string;
	readonly operationsUrl: string;
}): void {
	process.stdout.write(`${JSON.stringify({ ready: true, ...urls })}\n`);
}

type Store = Awaited<ReturnType<typeof openStore>>;

async function openStore(
	{ life, settings, log, clock, health }: Ground,
	processId: ProcessId,
) {
	const url = settings.databaseUrl;
	for (const name of (await migrate(url)).applied)
		log.info("the database was brought forward", { name });
	const database = await life.start("database", () =>
		createDatabase({ url, log }),
	);
	health.part("database", () => database.check());
	const signals = await life.start("signals", () =>
		openChangeSignals({ url, log, clock }),
	);
	await life.start("lease", () =>
		holdProcessLease({ url, processId, log, clock }),
	);
	const outputs = await createCommandOutputs({
		...settings,
		clock,
		log,
		keepSeconds: settings.commands.keepOutputDays * 86_400,
	});
	life.atEnd("outputs", () => outputs.stop());
	health.part("objects", () => outputs.check());
	return { database, signals, outputs };
}

type Wire = Awaited<ReturnType<typeof openBus>>;

async function openBus(ground: Ground) {
	const { life, settings, secrets, log, clock, metrics, health, jobs } = ground;
	const keys = controlPlaneKeysSchema.parse(secrets.busKeys);
	const { caFile, url: servers } = settings.nats;
	const request = { ...keys, servers, caFile, log, clock };
	const accountPublisher = await createAccountPublisher(request);
	life.atEnd("account publisher", () => accountPublisher.close());
	const connectionLimiter = await createConnectionLimiter({
		...request,
		jobs,
		onKick: ({ account, inst }) =>
			log.warn("a surplus connection was cut", { account, instance: inst }),
	});
	life.atEnd("connection limiter", () => connectionLimiter.close());
	const bus = await connectBus({
		...request,
		credential: keys.controlPlaneCredential,
		meter: createWireMeter(metrics),
	});
	life.atEnd("bus", () => bus.close());
	health.part("bus", () => busHealth(bus));
	return { accountPublisher, connectionLimiter, bus };
}

function busHealth(bus: Bus): PartHealth {
	const { state } = bus;
	if (state.state !== "connected")
		return { ok: false, problem: describeConnection(state) };
	const { version: server, warning } = bus.info();
	const note = `nats-server ${server}${warning ? `. ${warning}` : ""}`;
	return { ok: true, note };
}

function describeConnection(state: ConnectionState): string {
	const reason = "reason" in state ? `: ${state.reason}` : "";
	return `The bus is ${state.state}${reason}. Look whether nats-server runs.`;
}

type Rooms = ReturnType<typeof openRooms>;

function openRooms(
	ground: Ground,
	parts: Store & Wire & { readonly processId: ProcessId },
) {
	const { settings, secrets } = ground;
	const audit = createAudit({ ...ground, ...parts });
	const commandRecords = createCommandRecords({ ...ground, ...parts, audit });
	const changes = createAccountChanges(parts.signals);
	const common = { ...ground, ...parts, audit, changes };
	const { people, accounts } = createPeople({
		...common,
		proofs: createProofs(common),
		settings: defaultPeopleSettings,
	});
	const signIn = createSignIn({
		...common,
		accounts,
		settings: signInSettings(settings),
	});
	const fleet = createFleet({
		...ground,
		...parts,
		audit,
		people,
		signIn,
		settings: {
			...defaultFleetSettings,
			servers: settings.nats.agentUrl ?? settings.nats.url,
			encryptionKey: secrets.masterKey,
		},
	});
	const catalog = createCatalog({ ...ground, ...parts, audit, fleet });
	return { audit, commandRecords, people, signIn, fleet, catalog };
}

function signInSettings({ sessions }: Settings): SignInSettings {
	return {
		...defaultSignInSettings,
		sessionSeconds: sessions.days * 86_400,
		sessionIdleSeconds: sessions.idleHours * 3600,
	};
}

/** The first organisation when one is asked for; and every organisation's account on the bus, now and when the bus comes back. */
async function prepareOrganisations(
	{ settings, log, metrics }: Ground,
	{ people, fleet }: Rooms,
	accountPublisher: AccountPublisher,
) {
	const owner = settings.ownerEmail
		? await people.ensureFirstOrganisation({
				name: settings.organisation,
				ownerEmail: settings.ownerEmail,
			})
		: undefined;
	const organisations = await people.listOrganisations();
	for (const { id } of organisations) await fleet.prepareOrganisation(id);
	await fleet.pushAccounts("all");
	accountPublisher.onState(({ state }) => {
		if (state === "connected")
			fleet
				.pushAccounts("all")
				.catch((error) => log.warn("accounts were not pushed", { error }));
	});
	const connected = (id: OrganisationId) => fleet.connectedAgents(id).length;
	metrics.gauge("agents_connected", "Agents that are alive.", [], () =>
		organisations.reduce((sum, { id }) => sum + connected(id), 0),
	);
	return owner;
}

function openCommands(
	ground: Ground,
	parts: Store &
		Wire &
		Rooms & {
			readonly processId: ProcessId;
			readonly address: { readonly publicUrl: string };
		},
) {
	const { settings, clock, metrics, log, newId } = ground;
	const { database, signals, bus, fleet, address } = parts;
	const { transact } = database;
	const { perSecond, feedBytes } = settings.commands;
	const commands = createCommands({
		...ground,
		...parts,
		...settings.commands,
		version,
		transact,
		reportError: createReportError({ log, newId }),
		rateLimit: createRateLimit({ clock, perSecond }),
		feeds: createCommandFeeds({ clock, maxBytes: feedBytes, keepSeconds: 600 }),
		liveChannels: createLiveChannels({ clock }),
		cancelSignals: createPgCancelSignals({ signals, transact }),
		agentRuns: createWireAgentRuns({ bus, addressOf: fleet.addressOf }),
		meter: createCommandMeter(metrics),
		outputUrl: (runId) => outputUrl(address.publicUrl, runId),
		lookEverySeconds: 1,
	});
	metrics.gauge(
		"commands_running",
		"Commands that go on now.",
		[],
		() => commands.running,
	);
	return { commands, outputs: parts.outputs };
}

/** The port is known once it listens, and with it the address in links: so the door is built behind the port. */
async function openApi(
	ground: Ground,
	parts: Rooms &
		ReturnType<typeof openCommands> & {
			readonly address: { publicUrl: string };
		},
): Promise<void> {
	const { life, settings, secrets, log, newId } = ground;
	const { address } = parts;
	const { host, port } = settings.listen;
	const providers = startProviders(ground);
	await life.start("api", () =>
		startApiServer({
			host,
			port,
			createApp(listeningPort) {
				address.publicUrl ||= `http://${urlHost(host)}:${listeningPort}`;
				return createApi({
					...ground,
					...parts,
					...address,
					version,
					allowedHosts: settings.allowedHosts,
					webDir: settings.webDir ?? builtWebDir,
					providers,
					passwordSignIn: settings.signIn.passwords,
					organisationCreation: settings.signIn.organisationCreation,
					...settings.limits,
					sessionDays: settings.sessions.days,
					attemptKey: keyFor(secrets.masterKey, "sign-in attempts"),
					reportError: createReportError({ log, newId }),
				});
			},
		}),
	);
}

/** The control plane starts without them too: people who are signed in go on, and the sign-in page says what is wrong. */
function startProviders(ground: Ground): readonly ProviderClient[] {
	const providers = ground.providers.map((settings) =>
		createProviderClient({ ...ground, settings }),
	);
	for (const provider of providers) {
		provider.start();
		ground.life.atEnd("provider", () => provider.stop());
	}
	return providers;
}

/** A key for one purpose: what is sealed for one opens nowhere else. */
function keyFor(masterKey: Uint8Array, purpose: string): Uint8Array {
	return new Uint8Array(
		hkdfSync("sha256", masterKey, "", `quarterdeck ${purpose}`, 32),
	);
}

function urlHost(host: string): string {
	if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
	return host.includes(":") ? `[${host}]` : host;
}
