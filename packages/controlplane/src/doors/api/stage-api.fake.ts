import { randomBytes } from "node:crypto";
import {
	createHealth,
	createNewId,
	createReportError,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import type { FakeAgent } from "../../flows/commands/fakes.ts";
import {
	createFakeCommands,
	fakeConfiguration,
} from "../../flows/commands/fakes.ts";
import type { Catalog } from "../../rooms/catalog/index.ts";
import { createFakeIdentity } from "../../rooms/identity/fakes.ts";
import type { Identity, SignedIn } from "../../rooms/identity/index.ts";
import { askerOf, type OrganisationCreation } from "./api-context.ts";
import { createApi } from "./create-api.ts";
import type { ProviderClient } from "./oidc/provider-client.ts";
import { type ApiServer, startApiServer } from "./start-api-server.ts";

/** Something that ends, as a test does. */
interface Ending {
	after(act: () => void | Promise<void>): void;
}

/** The door over fakes, on a free port of loopback, with an owner who is signed in. */
export async function stageApi(
	t: Ending,
	given: {
		readonly log?: Log;
		readonly catalog?: Partial<Catalog>;
		readonly publicUrl?: string;
		readonly webDir?: string;
		readonly providers?: readonly ProviderClient[];
		readonly passwordSignIn?: boolean;
		readonly organisationCreation?: OrganisationCreation;
		readonly sessionDays?: number;
		readonly signInsPerSecond?: number;
		readonly requestsPerSecond?: number;
		readonly openSubscriptions?: number;
	} = {},
) {
	const clock = systemClock;
	const log = given.log ?? silentLog;
	const newId = createNewId(clock);
	const fake = createFakeCommands({ clock, log });
	const { audit, commandRecords, fleet, commands, outputs } = fake;
	const watched = { tokens: 0 };
	const identity = countWatchers(
		createFakeIdentity({ clock, newId, audit }),
		watched,
	);
	const health = createHealth();
	const parts = {
		identity,
		audit,
		commandRecords,
		fleet,
		commands,
		outputs,
		health,
		clock,
		log,
		catalog: catalogOf(given.catalog),
		reportError: createReportError({ log, newId }),
		version: "0.0.0",
		allowedHosts: [],
		webDir: given.webDir ?? "/nonexistent",
		providers: given.providers ?? [],
		passwordSignIn: given.passwordSignIn ?? false,
		organisationCreation: given.organisationCreation ?? "members",
		attemptKey: randomBytes(32),
		trustedProxies: [],
		sessionDays: given.sessionDays ?? 7,
		signInsPerSecond: given.signInsPerSecond ?? 1,
		requestsPerSecond: given.requestsPerSecond ?? 10_000,
		openSubscriptions: given.openSubscriptions ?? 64,
	};
	const server = await startApiServer({ host: "127.0.0.1", port: 0 });
	const publicUrl = given.publicUrl ?? `http://127.0.0.1:${server.port}`;
	server.serve(createApi({ ...parts, publicUrl }));
	t.after(() => stop(server));
	const { owner, organisation } = await identity.ensureFirstOrganisation({
		name: "Acme",
		ownerEmail: "ana@example.com",
		ownerName: "Ana",
	});
	const { token } = await identity.makeApiToken(
		organisation.id,
		owner.id,
		"test",
	);
	const signedIn: SignedIn = await identity.authenticate(token);
	const url = `http://127.0.0.1:${server.port}`;
	return {
		...fake,
		identity,
		health,
		server,
		url,
		token,
		signedIn,
		newId,
		organisation,
		/** Subscriptions that are open now. */
		openSubscriptions: () => watched.tokens,
		joinCluster: (name: string, agent: FakeAgent) =>
			fake.join(askerOf(signedIn), name, agent),
	};
}

function countWatchers(
	identity: Identity,
	watched: { tokens: number },
): Identity {
	return {
		...identity,
		watchEnd(signedIn, onEnded) {
			watched.tokens += 1;
			const unwatch = identity.watchEnd(signedIn, onEnded);
			let isWatching = true;
			return () => {
				if (isWatching) watched.tokens -= 1;
				isWatching = false;
				unwatch();
			};
		},
	};
}

async function stop(server: ApiServer): Promise<void> {
	await server.stop();
}

function catalogOf(given: Partial<Catalog> = {}): Catalog {
	const refuse = () => Promise.reject(new TypeError("not staged"));
	return {
		validateConfiguration: async () => [],
		applyConfiguration: refuse,
		rollBackConfiguration: refuse,
		currentConfiguration: async () => ({
			version: 1,
			configuration: fakeConfiguration(),
		}),
		configurationVersion: refuse,
		showConfiguration: refuse,
		history: refuse,
		agentConfiguration: refuse,
		push: {
			name: "push-configuration",
			kind: "configuration.applied.v1",
			description: "",
			handle: refuse,
		},
		start() {},
		async stop() {},
		...given,
	};
}
