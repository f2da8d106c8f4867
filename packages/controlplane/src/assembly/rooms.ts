import type { OrganisationId } from "@quarterdeck/contract";
import type { AccountPublisher } from "@quarterdeck/wire";
import type { Audit } from "../rooms/audit/index.ts";
import { createCatalog } from "../rooms/catalog/catalog.wiring.ts";
import type {
	Catalog,
	FindOrganisationSecret,
} from "../rooms/catalog/index.ts";
import { createCommandRecords } from "../rooms/commands/commands.wiring.ts";
import type { CommandRecords } from "../rooms/commands/index.ts";
import { createEvents } from "../rooms/events/events.wiring.ts";
import type { Events } from "../rooms/events/index.ts";
import { createFleet } from "../rooms/fleet/fleet.wiring.ts";
import { defaultFleetSettings, type Fleet } from "../rooms/fleet/index.ts";
import { createDeadJobs, type DeadJobs } from "../rooms/jobs/index.ts";
import type { Notices } from "../rooms/notices/index.ts";
import { createNotices } from "../rooms/notices/notices.wiring.ts";
import {
	defaultPeopleSettings,
	type Organisation,
	type People,
	type Person,
} from "../rooms/people/index.ts";
import {
	createAccountChanges,
	createPeople,
} from "../rooms/people/people.wiring.ts";
import type { Permissions } from "../rooms/permissions/index.ts";
import { createPermissions } from "../rooms/permissions/permissions.wiring.ts";
import {
	defaultSignInSettings,
	type SignIn,
	type SignInSettings,
} from "../rooms/sign-in/index.ts";
import { createProofs, createSignIn } from "../rooms/sign-in/sign-in.wiring.ts";
import type { Secrets, Settings } from "../settings.ts";
import { openAudit } from "./audit.ts";
import type { BusParts } from "./bus.ts";
import { agentAuthorities } from "./bus-authorities.ts";
import type { ProcessParts } from "./process-parts.ts";
import { approveForKeeper, isReviewed } from "./review-ports.ts";
import type { Store } from "./store.ts";

export interface Rooms {
	readonly audit: Audit;
	readonly commandRecords: CommandRecords;
	readonly people: People;
	readonly signIn: SignIn;
	readonly permissions: Permissions;
	readonly fleet: Fleet;
	readonly events: Events;
	readonly catalog: Catalog;
	readonly notices: Notices;
	readonly deadJobs: DeadJobs;
}

/** The rooms, each after those it may ask. Nothing runs yet. */
export function createRooms(
	parts: ProcessParts,
	given: {
		readonly store: Store;
		readonly wire: BusParts;
		readonly settings: Pick<Settings, "nats" | "sessions" | "audit">;
		readonly secrets: Pick<Secrets, "masterKey">;
		/** Secrets that configurations refer to. */
		readonly findSecret: FindOrganisationSecret;
	},
): Rooms {
	const { settings, secrets } = given;
	const { processId, jobs, clock, newId, log, metrics, reportError } = parts;
	const { database, signals, jobQueue, outbox } = given.store;
	const { bus, accountPublisher, agentConnections } = given.wire;
	const audit = openAudit(parts, {
		store: given.store,
		bus,
		settings: settings.audit,
		secrets,
		fleet: () => fleet,
	});
	const commandRecords = createCommandRecords({ database, audit, clock, log });
	const { people, accounts, signIn } = createPeopleAndSignIn(parts, {
		store: given.store,
		audit,
		sessions: settings.sessions,
		rightsAreReviewed: (organisationId) => isReviewed(catalog, organisationId),
	});
	const permissions = createPermissions({ clock, reportError });
	const fleet = createFleet({
		database,
		signals,
		accountPublisher,
		agentConnections,
		bus,
		permissions,
		audit,
		people,
		signIn,
		jobs,
		clock,
		newId,
		log,
		processId,
		settings: {
			...defaultFleetSettings,
			servers: settings.nats.agentUrl ?? settings.nats.url,
			authorities: agentAuthorities(settings.nats, log),
			encryptionKey: secrets.masterKey,
		},
	});
	const events = createEvents({ database, outbox, clock, metrics });
	const catalog = createCatalog({
		database,
		signals,
		bus,
		findSecret: given.findSecret,
		fleet,
		accounts,
		permissions,
		audit,
		outbox,
		clock,
		newId,
		log,
	});
	const notices = createNotices({
		database,
		signals,
		accounts,
		permissions,
		catalog,
		audit,
		clock,
		newId,
	});
	const { transact } = database;
	const queue = jobQueue;
	const deadJobs = createDeadJobs({
		...{ queue, permissions, accounts, audit, transact },
	});
	return {
		audit,
		commandRecords,
		people,
		signIn,
		permissions,
		fleet,
		events,
		catalog,
		notices,
		deadJobs,
	};
}

/** Who there is, and how they prove who they are. */
function createPeopleAndSignIn(
	{ clock, newId, processId }: ProcessParts,
	given: {
		readonly store: Pick<Store, "database" | "signals">;
		readonly audit: Audit;
		readonly sessions: Settings["sessions"];
		readonly rightsAreReviewed: (id: OrganisationId) => Promise<boolean>;
	},
) {
	const { audit, rightsAreReviewed } = given;
	const { database, signals } = given.store;
	const changes = createAccountChanges(signals);
	const common = { database, changes, audit, clock, newId, processId };
	const { people, accounts } = createPeople({
		...common,
		proofs: createProofs(common),
		settings: defaultPeopleSettings,
		rightsAreReviewed,
	});
	const signIn = createSignIn({
		...common,
		accounts,
		settings: signInSettings(given.sessions),
	});
	return { people, accounts, signIn };
}

function signInSettings(sessions: Settings["sessions"]): SignInSettings {
	return {
		...defaultSignInSettings,
		sessionSeconds: sessions.days * 86_400,
		sessionIdleSeconds: sessions.idleHours * 3600,
	};
}

/** The first organisation and its owner. */
export interface FirstOrganisation {
	readonly organisation: Organisation;
	readonly owner: Person;
}

/**
 * Makes the first organisation when one is asked for, approves the invitation that whoever keeps the server vouches for, and puts every organisation's account on the bus, now and whenever the bus comes
 * back.
 */
export async function prepareOrganisations(
	{ log, metrics }: Pick<ProcessParts, "log" | "metrics">,
	given: {
		readonly wire: {
			readonly accountPublisher: Pick<AccountPublisher, "onState">;
		};
		readonly rooms: {
			readonly people: Pick<
				People,
				| "approveInvitationOfKeeper"
				| "ensureFirstOrganisation"
				| "listOrganisations"
			>;
			readonly fleet: Pick<
				Fleet,
				"prepareOrganisation" | "pushBusAccounts" | "countConnectedAgents"
			>;
		};
		readonly settings: Pick<
			Settings,
			"approveInvitation" | "organisation" | "ownerEmail"
		>;
	},
): Promise<FirstOrganisation | undefined> {
	const { wire, settings } = given;
	const { people, fleet } = given.rooms;
	const first = settings.ownerEmail
		? await people.ensureFirstOrganisation({
				name: settings.organisation,
				ownerEmail: settings.ownerEmail,
			})
		: undefined;
	const { approveInvitation } = settings;
	if (approveInvitation) await approveForKeeper(people, log, approveInvitation);
	const organisations = await people.listOrganisations();
	for (const { id } of organisations) await fleet.prepareOrganisation(id);
	await fleet.pushBusAccounts("all");
	wire.accountPublisher.onState(({ state }) => {
		if (state === "connected")
			fleet
				.pushBusAccounts("all")
				.catch((error) => log.warn("accounts were not pushed", { error }));
	});
	metrics.gauge("agents_connected", "Agents that are alive.", [], () =>
		fleet.countConnectedAgents(),
	);
	return first;
}

/** What the rooms do by themselves, from now on. */
export async function startRooms(
	{ life, jobs }: Pick<ProcessParts, "life" | "jobs">,
	{
		audit,
		signIn,
		fleet,
		catalog,
	}: Pick<Rooms, "audit" | "signIn" | "fleet" | "catalog">,
): Promise<void> {
	jobs.start(signIn.lookForEnded);
	// What the process wrote last is signed as well.
	life.atEnd("audit heads", () => audit.signHeads());
	await fleet.start();
	life.atEnd("fleet", () => fleet.stop());
	catalog.start();
	life.atEnd("catalog", () => catalog.stop());
}
