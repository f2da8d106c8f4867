import { after } from "node:test";
import type { ClusterId, OrganisationId } from "@quarterdeck/contract";
import {
	createNewId,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import {
	createHandClock,
	type HandClock,
	type TestedPostgres,
} from "@quarterdeck/testkit";
import { sql } from "kysely";
import {
	type ChangeSignals,
	createDatabase,
	createSignals,
	type Database,
	migrate,
	openChangeSignals,
} from "../../../plumbing/postgres/index.ts";
import type { Audit } from "../../audit/index.ts";
import { createAudit } from "../../audit/audit.wiring.ts";
import { createFakeAudit } from "../../audit/fakes.ts";
import { createFakeSignals, createFakeTransact } from "@quarterdeck/runtime/fakes";
import { identityOver } from "../identity-over.ts";
import type { Identity, ProviderClaims } from "../identity.ts";
import {
	defaultIdentitySettings,
	type IdentitySettings,
	type IdentityStores,
} from "../identity-deps.ts";
import { type IdentityNews, identityNewsChannel } from "../identity-news.ts";
import { createFakeIdentityStores } from "../identity-stores.fake.ts";
import { createPgIdentityStores } from "../identity-stores.pg.ts";
import { actorOf, type Person } from "../person.ts";

/** What the room stands on in the suites that run on fake and real stores. */
export interface Ground extends IdentityStores {
	readonly news: IdentityNews;
	readonly audit: Audit;
	readonly transact: Transact;
	/** A cluster, as the fleet room would make it. */
	readonly makeCluster: (
		organisationId: OrganisationId,
	) => Promise<ClusterId>;
}

export const newId = createNewId(systemClock);

export function fakeGround(): Ground {
	return {
		...createFakeIdentityStores(),
		news: createFakeSignals(),
		audit: createFakeAudit(),
		transact: createFakeTransact(),
		makeCluster: async () => newId("cluster"),
	};
}

/** A database of its own for each test, because the first organisation is made once in it. Call it in the suite that uses it. */
export function postgresGrounds(postgres: TestedPostgres): {
	readonly ground: () => Promise<Ground>;
	/** The database that was made last. */
	readonly last: () => Database;
} {
	const opened: { stop(): Promise<void> }[] = [];
	let last: Database | undefined;
	after(() => Promise.all(opened.map((one) => one.stop())));
	return {
		last() {
			if (!last) throw new Error("no database was made yet");
			return last;
		},
		async ground() {
			const { url } = await postgres.freshDatabase(
				async (to) => void (await migrate(to)),
				{ template: "controlplane" },
			);
			const database = createDatabase({ url, log: silentLog, connections: 4 });
			const signals: ChangeSignals = await openChangeSignals({
				url,
				log: silentLog,
				clock: systemClock,
			});
			opened.push(database, signals);
			last = database;
			return {
				...createPgIdentityStores(database),
				news: createSignals(signals, identityNewsChannel),
				audit: createAudit({
					database,
					clock: systemClock,
					newId,
					log: silentLog,
				}),
				transact: database.transact,
				makeCluster: (organisationId) =>
					insertCluster(database, organisationId),
			};
		},
	};
}

async function insertCluster(
	database: Database,
	organisationId: OrganisationId,
): Promise<ClusterId> {
	const id = newId("cluster");
	await sql`
		insert into clusters (organisation_id, id, name, labels, state, since, created_at)
		values (${organisationId}, ${id}, ${id.slice(4)}, '{}', 'joining', now(), now())
	`.execute(database.on());
	return id;
}

/** Passwords as cheap as they can be. */
export const testSettings: IdentitySettings = {
	...defaultIdentitySettings,
	passwordCost: { log2N: 4, r: 8, p: 1 },
};

export function roomOn(
	ground: Ground,
	given: {
		readonly clock?: HandClock;
		readonly settings?: Partial<IdentitySettings>;
	} = {},
): { readonly identity: Identity; readonly clock: HandClock } {
	const clock = given.clock ?? createHandClock();
	const identity = identityOver({
		...ground,
		clock,
		newId,
		processId: newId("process"),
		settings: { ...testSettings, ...given.settings },
	});
	return { identity, clock };
}

/** The first organisation, Acme, of ada@example.com. */
export async function first(identity: Identity) {
	const made = await identity.ensureFirstOrganisation({
		name: "Acme",
		ownerEmail: " Ada@Example.com ",
	});
	return { ...made, ada: actorOf(made.owner) };
}

/** Another account's organisation beside Acme: Globex, of gil@globex.example, who came by a provider. */
export async function second(identity: Identity) {
	const session = await providerSession(identity, "gil@globex.example");
	const made = await identity.createOrganisation(session, "Globex");
	return { ...made, session, gil: actorOf(made.person) };
}

/** A session by a provider that verified the email. */
export function providerSession(
	identity: Identity,
	email: string,
	given: Partial<ProviderClaims> = {},
) {
	return identity.signInByProvider(
		{
			issuer: "https://id.example",
			subject: email,
			email,
			emailVerified: true,
			...given,
		},
		{},
	);
}

/** The codes of an organisation's audit records, newest first. */
export async function auditCodesOf(
	ground: Ground,
	organisationId: OrganisationId,
) {
	const page = await ground.audit.listRecords(
		organisationId,
		{},
		{ first: 500 },
	);
	return page.items.map((record) => record.code);
}

/** A session of a person, by the link of whoever keeps the server. */
export async function sessionOf(identity: Identity, person: Person) {
	const { code } = await identity.makeSignInLink(
		person.organisationId,
		person.id,
		{ provesAccount: true },
	);
	return identity.signInByLink(code, { userAgent: "test", address: "::1" });
}
