import { createApi } from "../doors/api/create-api.ts";
import type { OutboundProxy } from "../doors/api/oidc/outbound-proxy.ts";
import { createOutsideFetch } from "../doors/api/oidc/outside-fetch.ts";
import {
	createProviderClient,
	type ProviderClient,
} from "../doors/api/oidc/provider-client.ts";
import type { ProviderSettings } from "../doors/api/oidc/provider-settings.ts";
import type { ApiServer } from "../doors/api/start-api-server.ts";
import { createWatchedMachines } from "../doors/api/watched-machines.job.ts";
import { builtWebDir } from "../doors/api/web/web-dir.ts";
import { answerUnless } from "../doors/link/answer-unless.wire.ts";
import { openLinkDoor } from "../doors/link/open-link-door.wire.ts";
import { openEventsDoor } from "../doors/link/receive-events.wire.ts";
import type { Secrets, Settings } from "../settings.ts";
import type { BusParts } from "./bus.ts";
import type { Flows } from "./flows.ts";
import { keyFor } from "./key-for.ts";
import type { ProcessParts } from "./process-parts.ts";
import type { Rooms } from "./rooms.ts";
import type { Store } from "./store.ts";

/** Answers agents from now on. */
export function openAgentDoor(
	{ clock }: Pick<ProcessParts, "clock">,
	given: Pick<BusParts, "bus"> & Pick<Store, "clock">,
	{ fleet, catalog, events }: Pick<Rooms, "fleet" | "catalog" | "events">,
): void {
	const { subscribe } = given.bus;
	const checked = answerUnless(given.bus, () => given.clock.problem());
	const bus = { ...checked, subscribe };
	openLinkDoor({ bus, fleet, catalog });
	openEventsDoor({ bus, clock, fleet, events });
}

/** Answers people and programs from now on, on a server that listens already. */
export function openApiDoor(
	parts: ProcessParts,
	given: {
		readonly server: ApiServer;
		readonly store: Pick<Store, "clock">;
		readonly rooms: Rooms;
		readonly flows: Flows;
		readonly settings: Pick<
			Settings,
			"allowedHosts" | "webDir" | "signIn" | "sessions" | "limits"
		>;
		readonly outboundProxy: OutboundProxy;
		readonly providers: readonly ProviderSettings[];
		readonly secrets: Pick<Secrets, "masterKey">;
		/** Where people reach the API, as links say it. */
		readonly publicUrl: string;
	},
): void {
	const { server, rooms, flows, settings, secrets } = given;
	const { limits } = settings;
	const watchedMachines = createWatchedMachines();
	parts.jobs.start(watchedMachines.job);
	const app = createApi({
		people: rooms.people,
		signIn: rooms.signIn,
		audit: rooms.audit,
		permissions: rooms.permissions,
		fleet: rooms.fleet,
		catalog: rooms.catalog,
		commands: flows.commands,
		notices: flows.notices,
		silences: rooms.notices,
		deadJobs: rooms.deadJobs,
		watchedMachines,
		health: parts.health,
		clock: parts.clock,
		log: parts.log,
		reportError: parts.reportError,
		version: parts.version,
		publicUrl: given.publicUrl,
		clockProblem: () => given.store.clock.problem(),
		allowedHosts: settings.allowedHosts,
		webDir: settings.webDir ?? builtWebDir,
		providers: startProviders(parts, given.providers, given.outboundProxy),
		passwordSignIn: settings.signIn.passwords,
		organisationCreation: settings.signIn.organisationCreation,
		sessionDays: settings.sessions.days,
		trustedProxies: limits.trustedProxies,
		signInsPerSecond: limits.signInsPerSecond,
		requestsPerSecond: limits.requestsPerSecond,
		openSubscriptions: limits.openSubscriptions,
		attemptKey: keyFor(secrets.masterKey, "sign-in attempts"),
	});
	server.serve(app);
	parts.life.atEnd("api", () => server.stop());
}

/** The control plane starts without them too: people who are signed in go on, and the sign-in page says what is wrong. */
function startProviders(
	{ clock, jobs, log }: Pick<ProcessParts, "clock" | "jobs" | "log">,
	settings: readonly ProviderSettings[],
	proxy: OutboundProxy,
): readonly ProviderClient[] {
	const fetch = createOutsideFetch(proxy);
	return settings.map((provider) => {
		const client = createProviderClient({
			settings: provider,
			clock,
			log,
			fetch,
		});
		jobs.start(client.discovery);
		return client;
	});
}
