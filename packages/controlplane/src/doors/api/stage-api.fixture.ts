import { randomBytes } from "node:crypto";
import {
	type Clock,
	createHealth,
	createNewId,
	createReportError,
	type Log,
	type NewId,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { createSteadyJobRunner } from "@quarterdeck/runtime/fakes";
import { freshDatabase } from "@quarterdeck/testkit";
import { type FakeAgent, stageCommands } from "../../flows/commands/fakes.ts";
import { createJobQueue } from "../../plumbing/jobs/index.ts";
import {
	createDatabase,
	migrate,
	openChangeSignals,
} from "../../plumbing/postgres/index.ts";
import type { TestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../../rooms/audit/audit.wiring.ts";
import type { Catalog } from "../../rooms/catalog/index.ts";
import { createCommandRecords } from "../../rooms/commands/commands.wiring.ts";
import { stageFleet } from "../../rooms/fleet/fakes.ts";
import { createDeadJobs } from "../../rooms/jobs/index.ts";
import { defaultPeopleSettings } from "../../rooms/people/index.ts";
import {
	createAccountChanges,
	createPeople,
} from "../../rooms/people/people.wiring.ts";
import {
	defaultSignInSettings,
	type SignedIn,
	type SignIn,
} from "../../rooms/sign-in/index.ts";
import {
	createProofs,
	createSignIn,
} from "../../rooms/sign-in/sign-in.wiring.ts";
import { callerOf, type OrganisationCreation } from "./api-context.ts";
import { createApi } from "./create-api.ts";
import type { ProviderClient } from "./oidc/provider-client.ts";
import { stageNotices } from "./stage-notices.fixture.ts";
import { startApiServer } from "./start-api-server.ts";
import { createWatchedMachines } from "./watched-machines.job.ts";

/** Something that ends, as a test does. */
interface Ending {
	after(act: () => void | Promise<void>): void;
}

/** The door over rooms on a database of its own, on a free port of loopback, with an owner who is signed in. The bus and agents are fakes. */
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
		readonly clockProblem?: () => string | undefined;
		/** Whether changes to rights wait for a second member; asked each time. */
		readonly rightsAreReviewed?: () => boolean;
	} = {},
) {
	const clock = systemClock;
	const log = given.log ?? silentLog;
	const newId = createNewId(clock);
	const watched = { tokens: 0 };
	const rooms = await openRooms({
		clock,
		log,
		newId,
		rightsAreReviewed: given.rightsAreReviewed ?? (() => false),
	});
	const { audit, commandRecords, fleet, people, store } = rooms;
	const signIn = countWatchers(rooms.signIn, watched);
	const fake = stageCommands(store, {
		clock,
		log,
		audit,
		commandRecords,
		fleet,
	});
	const staged = stageNotices({ ...fake.deps, ...rooms, clock, log, newId });
	const health = createHealth();
	const watchedMachines = createWatchedMachines();
	const jobs = createSteadyJobRunner(clock);
	jobs.start(watchedMachines.job);
	jobs.start(signIn.lookForEnded);
	const parts = {
		people,
		signIn,
		audit,
		permissions: fake.permissions,
		fleet,
		commands: fake.commands,
		...staged,
		deadJobs: createDeadJobs({
			...rooms,
			permissions: fake.permissions,
			transact: rooms.store.database.transact,
		}),
		watchedMachines,
		health,
		clock,
		log,
		catalog: catalogOf({ ...fake.deps.catalog, ...given.catalog }),
		reportError: createReportError({ log, newId }),
		version: "0.0.0",
		clockProblem: given.clockProblem ?? (() => undefined),
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
	const server = await startApiServer({ host: "127.0.0.1", port: 0, clock });
	const publicUrl = given.publicUrl ?? `http://127.0.0.1:${server.port}`;
	server.serve(createApi({ ...parts, publicUrl }));
	t.after(async () => {
		await server.stop();
		await jobs.stop();
		await rooms.stop();
	});
	const { organisation, token, signedIn } = await makeOwner(rooms);
	const url = `http://127.0.0.1:${server.port}`;
	return {
		...fake,
		...staged,
		database: store.database,
		people,
		signIn,
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
			fake.join(callerOf(signedIn), name, agent),
	};
}

async function makeOwner({
	people,
	signIn,
}: Pick<Awaited<ReturnType<typeof openRooms>>, "people" | "signIn">) {
	const { owner, organisation } = await people.ensureFirstOrganisation({
		name: "Acme",
		ownerEmail: "ana@example.com",
		ownerName: "Ana",
	});
	const made = await signIn.makeApiToken(organisation.id, owner.id, "test");
	const signedIn: SignedIn = await signIn.authenticate(made.token);
	return { organisation, token: made.token, signedIn };
}

function countWatchers(signIn: SignIn, watched: { tokens: number }): SignIn {
	return {
		...signIn,
		watchEnd(signedIn, onEnded) {
			watched.tokens += 1;
			const unwatch = signIn.watchEnd(signedIn, onEnded);
			let isWatching = true;
			return () => {
				if (isWatching) watched.tokens -= 1;
				isWatching = false;
				unwatch();
			};
		},
	};
}

/** The rooms over a database of their own. */
async function openRooms(deps: {
	readonly clock: Clock;
	readonly log: Log;
	readonly newId: NewId;
	readonly rightsAreReviewed: () => boolean;
}) {
	const { url } = await freshDatabase(async (to) => void (await migrate(to)), {
		template: "controlplane",
	});
	const database = createDatabase({ ...deps, url, connections: 4 });
	const signals = await openChangeSignals({ ...deps, url });
	const store: TestStore = { url, database, signals };
	const audit = createAudit({
		...deps,
		...store,
		headKey: new Uint8Array(32).fill(7),
	});
	const common = {
		...deps,
		database,
		audit,
		changes: createAccountChanges(signals),
		processId: deps.newId("process"),
	};
	const { people, accounts } = createPeople({
		...common,
		proofs: createProofs(common),
		rightsAreReviewed: async () => deps.rightsAreReviewed(),
		settings: defaultPeopleSettings,
	});
	const signIn = createSignIn({
		...common,
		accounts,
		settings: defaultSignInSettings,
	});
	return {
		audit,
		people,
		signIn,
		accounts,
		queue: createJobQueue(database),
		commandRecords: createCommandRecords({ ...deps, database, audit }),
		fleet: stageFleet({ ...deps, store, audit, people, signIn }),
		store,
		async stop() {
			await signals.stop();
			await database.stop();
		},
	};
}

function catalogOf(
	given: Pick<Catalog, "currentConfiguration" | "follow"> & Partial<Catalog>,
): Catalog {
	const refuse = () => Promise.reject(new TypeError("not staged"));
	return {
		checkConfiguration: async () => ({ problems: [], widens: [] }),
		applyConfiguration: refuse,
		editConfiguration: refuse,
		rollBackConfiguration: refuse,
		decideProposal: refuse,
		proposals: refuse,
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
