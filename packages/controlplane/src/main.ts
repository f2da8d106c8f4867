import { parseArgs } from "node:util";
import { collectAtRest } from "@quarterdeck/contract/collect-at-rest";
import { version } from "@quarterdeck/contract/version";
import {
	createHealth,
	createJobRunner,
	createLog,
	createMetrics,
	createNewId,
	createReportError,
	describeError,
	type Life,
	readEnvironment,
	SettingsError,
	startOperationsServer,
	superviseProcess,
	systemClock,
	traceToFile,
} from "@quarterdeck/runtime";
import { openBus } from "./assembly/bus.ts";
import { openAgentDoor, openApiDoor } from "./assembly/doors.ts";
import { createFlows } from "./assembly/flows.ts";
import { startDurableJobs } from "./assembly/jobs.ts";
import type { ProcessParts } from "./assembly/process-parts.ts";
import {
	createRooms,
	prepareOrganisations,
	startRooms,
} from "./assembly/rooms.ts";
import { openStore } from "./assembly/store.ts";
import { startSweeps } from "./assembly/sweeps.ts";
import { leaveBootstrap } from "./doors/api/leave-bootstrap.ts";
import {
	noProxy,
	type OutboundProxy,
	readOutboundProxy,
} from "./doors/api/oidc/outbound-proxy.ts";
import type { ProviderSettings } from "./doors/api/oidc/provider-settings.ts";
import { readProviders } from "./doors/api/oidc/read-providers.ts";
import { startApiServer } from "./doors/api/start-api-server.ts";
import { checkDatabaseUrl } from "./plumbing/postgres/index.ts";
import {
	createOrganisationSecrets,
	type FindOrganisationSecret,
} from "./rooms/catalog/index.ts";
import {
	readControlPlaneSettings,
	readPrivateFile,
	readSecrets,
	type Secrets,
	type Settings,
	settingsFlags,
} from "./settings.ts";

/* Reads the settings, lives and dies. assembly/ builds what lives: plumbing, rooms, flows, doors. */

interface Configured {
	readonly settings: Settings;
	readonly secrets: Secrets;
	readonly providers: readonly ProviderSettings[];
	readonly outboundProxy: OutboundProxy;
	readonly findSecret: FindOrganisationSecret;
}

// Its heap is larger than an agent's: a pause for a few objects would be felt by whoever asks next.
collectAtRest({ worthBytes: 8 * 2 ** 20 });
await main();

async function main(): Promise<void> {
	const configured = readOrExit();
	const clock = systemClock;
	const log = createLog({
		process: "controlplane",
		level: configured.settings.logLevel,
	});
	const newId = createNewId(clock);
	const metrics = createMetrics();
	const processParts = {
		processId: newId("process"),
		version,
		clock,
		log,
		newId,
		reportError: createReportError({ log, newId }),
		metrics,
		health: createHealth(),
		jobs: createJobRunner({ clock, log, metrics }),
	};
	await superviseProcess({
		log,
		begin: (life: Life) => begin({ ...processParts, life }, configured),
		stopWithinMs: 14_000,
	});
}

/** Settings are read before there is a log; what is wrong with them is told in plain words. */
function readOrExit(): Configured {
	try {
		const { values: flags } = parseArgs({ options: settingsFlags });
		const environment = readEnvironment();
		const settings = readControlPlaneSettings({ environment, flags });
		checkDatabaseUrls(settings);
		const providers = readProviders(settings.oidc, readPrivateFile);
		return {
			settings,
			secrets: readSecrets(settings),
			findSecret: createOrganisationSecrets({
				limits: settings.secrets,
				environment,
			}),
			providers,
			// Nobody else goes outside: a variable that the machine sets for others must not keep us from starting.
			outboundProxy:
				providers.length > 0 ? readOutboundProxy(environment) : noProxy,
		};
	} catch (error) {
		const isOurs = error instanceof SettingsError;
		process.stderr.write(`${isOurs ? error.message : describeError(error)}\n`);
		process.exit(2);
	}
}

function checkDatabaseUrls({ databaseUrl, databaseOwnerUrl }: Settings): void {
	checkDatabaseUrl("databaseUrl", databaseUrl);
	if (databaseOwnerUrl !== undefined)
		checkDatabaseUrl("databaseOwnerUrl", databaseOwnerUrl);
}

/** Listens first, so that the address in links is known when the rest is built; who asks before that is told to come back. */
async function begin(
	given: ProcessParts,
	{ settings, secrets, providers, outboundProxy, findSecret }: Configured,
): Promise<void> {
	const { life, log } = given;
	log.info("starting", { version, processId: given.processId });
	if (settings.traceFile !== undefined)
		life.atEnd(
			"traces",
			traceToFile(settings.traceFile, {
				process: "controlplane",
				clock: given.clock,
				log,
			}),
		);
	const { host } = settings.listen;
	const { trustedProxies } = settings.limits;
	const server = await life.start("api server", () =>
		startApiServer({
			...settings.listen,
			trustedProxies,
			clock: given.clock,
		}),
	);
	const publicUrl =
		settings.publicUrl ?? `http://${urlHost(host)}:${server.port}`;
	const store = await openStore(given, settings);
	const parts = { ...given, clock: store.clock };
	const wire = await openBus(parts, { store, settings, secrets });
	life.atEnd("jobs", () => parts.jobs.stop());
	const rooms = createRooms(parts, {
		store,
		wire,
		settings,
		secrets,
		findSecret,
	});
	const first = await prepareOrganisations(parts, { wire, rooms, settings });
	const flows = await createFlows(parts, {
		store,
		wire,
		rooms,
		settings,
		findSecret,
		publicUrl,
	});
	openAgentDoor(parts, { ...wire, clock: store.clock }, rooms);
	await startRooms(parts, rooms);
	await startDurableJobs(parts, store, rooms, flows);
	startSweeps(parts, store, rooms);
	const operations = await life.start("operations", () =>
		startOperationsServer({
			host: settings.operations.host,
			port: settings.operations.port,
			socket: settings.operations.socket,
			health: parts.health,
			metrics: parts.metrics,
			jobs: parts.jobs,
		}),
	);
	openApiDoor(parts, {
		server,
		store,
		rooms,
		flows,
		settings,
		providers,
		outboundProxy,
		secrets,
		publicUrl,
	});
	life.atEnd("commands", () => flows.commands.stop());
	if (first && settings.bootstrapFile)
		await leaveBootstrap({
			signIn: rooms.signIn,
			organisation: first.organisation,
			owner: first.owner,
			publicUrl,
			file: settings.bootstrapFile,
			processId: parts.processId,
			scopes: settings.bootstrapScopes,
		});
	await wire.bus.flush();
	sayReady({
		url: publicUrl,
		operationsUrl: settings.operations.socket
			? `unix:${settings.operations.socket}`
			: `http://${settings.operations.host}:${operations.port}`,
	});
	log.info("ready", { address: publicUrl });
}

/** The one line on stdout by which whoever started us knows that we are there. */
function sayReady(urls: {
	readonly url: string;
	readonly operationsUrl: string;
}): void {
	process.stdout.write(`${JSON.stringify({ ready: true, ...urls })}\n`);
}

function urlHost(host: string): string {
	if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
	return host.includes(":") ? `[${host}]` : host;
}
