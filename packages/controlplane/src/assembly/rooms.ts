import type { OrganisationId } from "@quarterdeck/contract";
import { createAudit } from "../rooms/audit/audit.wiring.ts";
import type { Audit } from "../rooms/audit/index.ts";
import { createCatalog } from "../rooms/catalog/catalog.wiring.ts";
import type { Catalog } from "../rooms/catalog/index.ts";
import { createCommandRecords } from "../rooms/commands/commands.wiring.ts";
import type { CommandRecords } from "../rooms/commands/index.ts";
import { createFleet } from "../rooms/fleet/fleet.wiring.ts";
import { defaultFleetSettings, type Fleet } from "../rooms/fleet/index.ts";
import { createIdentity } from "../rooms/identity/identity.wiring.ts";
import {
	defaultIdentitySettings,
	type Identity,
	type IdentitySettings,
	type Organisation,
	type Person,
	startSweepingEnded,
} from "../rooms/identity/index.ts";
import type { Secrets, Settings } from "../settings.ts";
import type { BusParts } from "./bus.ts";
import type { ProcessParts } from "./process-parts.ts";
import type { Store } from "./store.ts";

export interface Rooms {
	readonly audit: Audit;
	readonly commandRecords: CommandRecords;
	readonly identity: Identity;
	readonly fleet: Fleet;
	readonly catalog: Catalog;
}

/** The rooms, each after those it may ask. Nothing runs yet. */
export function createRooms(
	{ processId, clock, newId, log }: ProcessParts,
	given: {
		readonly store: Store;
		readonly wire: BusParts;
		readonly settings: Pick<Settings, "nats" | "sessions">;
		readonly secrets: Pick<Secrets, "masterKey">;
	},
): Rooms {
	const { settings, secrets } = given;
	const { database, signals, outbox } = given.store;
	const { bus, accountPublisher } = given.wire;
	const audit = createAudit({ database, signals, clock, newId, log });
	const commandRecords = createCommandRecords({ database, audit, clock, log });
	const identity = createIdentity({
		database,
		signals,
		audit,
		clock,
		newId,
		processId,
		settings: identitySettings(settings.sessions),
	});
	const fleet = createFleet({
		database,
		signals,
		accountPublisher,
		bus,
		audit,
		identity,
		clock,
		newId,
		log,
		processId,
		settings: {
			...defaultFleetSettings,
			servers: settings.nats.agentUrl ?? settings.nats.url,
			encryptionKey: secrets.masterKey,
		},
	});
	const catalog = createCatalog({
		database,
		bus,
		fleet,
		audit,
		outbox,
		clock,
		newId,
		log,
	});
	return { audit, commandRecords, identity, fleet, catalog };
}

function identitySettings(sessions: Settings["sessions"]): IdentitySettings {
	return {
		...defaultIdentitySettings,
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
 * Makes the first organisation when one is asked for, and puts every organisation's account on the bus, now and whenever the bus comes
 * back.
 */
export async function prepareOrganisations(
	{ log, metrics }: Pick<ProcessParts, "log" | "metrics">,
	given: {
		readonly wire: Pick<BusParts, "accountPublisher">;
		readonly rooms: Pick<Rooms, "identity" | "fleet">;
		readonly settings: Pick<Settings, "organisation" | "ownerEmail">;
	},
): Promise<FirstOrganisation | undefined> {
	const { wire, settings } = given;
	const { identity, fleet } = given.rooms;
	const first = settings.ownerEmail
		? await identity.ensureFirstOrganisation({
				name: settings.organisation,
				ownerEmail: settings.ownerEmail,
			})
		: undefined;
	const organisations = await identity.listOrganisations();
	for (const { id } of organisations) await fleet.prepareOrganisation(id);
	await fleet.pushAccounts("all");
	wire.accountPublisher.onState(({ state }) => {
		if (state === "connected")
			fleet
				.pushAccounts("all")
				.catch((error) => log.warn("accounts were not pushed", { error }));
	});
	const connected = (id: OrganisationId) => fleet.connectedAgents(id).length;
	metrics.gauge("agents_connected", "Agents that are alive.", [], () =>
		organisations.reduce((sum, { id }) => sum + connected(id), 0),
	);
	return first;
}

/** What the rooms do by themselves, from now on. */
export async function startRooms(
	{ life, clock, log }: Pick<ProcessParts, "life" | "clock" | "log">,
	{ identity, fleet, catalog }: Pick<Rooms, "identity" | "fleet" | "catalog">,
): Promise<void> {
	await life.start("ended sessions", () =>
		startSweepingEnded({ identity, clock, log }),
	);
	await fleet.start();
	life.atEnd("fleet", () => fleet.stop());
	catalog.start();
	life.atEnd("catalog", () => catalog.stop());
}
