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
	type Database,
	migrate,
	openChangeSignals,
} from "../../plumbing/postgres/index.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import type { Audit } from "../audit/index.ts";
import type { AccountChanges } from "../people/account-changes.ts";
import { createPgAccountStore } from "../people/account-store.pg.ts";
import type { AccountStore } from "../people/account-store.ts";
import {
	actorOf,
	defaultPeopleSettings,
	type People,
	type Person,
} from "../people/index.ts";
import { createPgInvitationStore } from "../people/invitation-store.pg.ts";
import type { InvitationStore } from "../people/invitation-store.ts";
import { createAccountChanges, createPeople } from "../people/people.wiring.ts";
import type { PeopleSettings } from "../people/people-deps.ts";
import type { ProviderClaims, SignIn } from "./sign-in.ts";
import {
	assembleSignIn,
	createProofs,
	createSignInStores,
} from "./sign-in.wiring.ts";
import {
	defaultSignInSettings,
	type SignInSettings,
	type SignInStores,
} from "./sign-in-deps.ts";

/** What both rooms are made of: a database of their own, and what reads it. */
export interface RoomParts extends SignInStores {
	readonly database: Database;
	readonly signals: ChangeSignals;
	readonly accountStore: AccountStore;
	readonly invitationStore: InvitationStore;
	readonly audit: Audit;
	readonly transact: Transact;
	/** A cluster, as the fleet room would make it. */
	readonly makeCluster: (organisationId: OrganisationId) => Promise<ClusterId>;
}

export const newId = createNewId(systemClock);

/** Makes the parts over a fresh database for each test, because the first organisation is made once in it. Call it in the suite that uses it. */
export function roomPartsOn(
	postgres: TestedPostgres,
): () => Promise<RoomParts> {
	const opened: { stop(): Promise<void> }[] = [];
	after(() => Promise.all(opened.map((one) => one.stop())));
	return async () => {
		const { url } = await postgres.freshDatabase(
			async (to) => void (await migrate(to)),
			{ template: "controlplane" },
		);
		const database = createDatabase({ url, log: silentLog, connections: 4 });
		const signals = await openChangeSignals({
			url,
			log: silentLog,
			clock: systemClock,
		});
		opened.push(database, signals);
		return {
			...createSignInStores(database),
			database,
			signals,
			accountStore: createPgAccountStore(database),
			invitationStore: createPgInvitationStore(database),
			audit: createAudit({
				database,
				clock: systemClock,
				newId,
				log: silentLog,
			}),
			transact: database.transact,
			makeCluster: (organisationId) => insertCluster(database, organisationId),
		};
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
const testSettings: SignInSettings = {
	...defaultSignInSettings,
	passwordCost: { log2N: 4, r: 8, p: 1 },
};

export interface Rooms {
	readonly people: People;
	readonly signIn: SignIn;
}

/** Both rooms as one replica has them. */
export function roomsOn(
	parts: RoomParts,
	given: {
		readonly clock?: HandClock;
		readonly settings?: Partial<SignInSettings & PeopleSettings>;
		readonly changes?: AccountChanges;
		/** Whether changes of rights wait for a second member; asked each time. */
		readonly isReviewed?: () => boolean;
	} = {},
): Rooms & { readonly clock: HandClock } {
	const clock = given.clock ?? createHandClock();
	const common = {
		...parts,
		clock,
		newId,
		processId: newId("process"),
		changes: given.changes ?? createAccountChanges(parts.signals),
	};
	const { people, accounts } = createPeople({
		...common,
		proofs: createProofs(common),
		settings: { ...defaultPeopleSettings, ...given.settings },
		rightsAreReviewed: async () => given.isReviewed?.() ?? false,
	});
	const signIn = assembleSignIn({
		...common,
		accounts,
		settings: { ...testSettings, ...given.settings },
	});
	return { people, signIn, clock };
}

/** The first organisation, Acme, of ada@example.com. */
export async function first({ people }: Pick<Rooms, "people">) {
	const made = await people.ensureFirstOrganisation({
		name: "Acme",
		ownerEmail: " Ada@Example.com ",
	});
	return { ...made, ada: actorOf(made.owner) };
}

/** Another account's organisation beside Acme: Globex, of gil@globex.example, who came by a provider. */
export async function second({ people, signIn }: Rooms) {
	const session = await providerSession(signIn, "gil@globex.example");
	const made = await people.createOrganisation(session, "Globex");
	return { ...made, session, gil: actorOf(made.person) };
}

/** A session by a provider that verified the email. */
export function providerSession(
	signIn: SignIn,
	email: string,
	given: Partial<ProviderClaims> = {},
) {
	return signIn.signInByProvider(
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
	parts: RoomParts,
	organisationId: OrganisationId,
) {
	const page = await parts.audit.listRecords(
		organisationId,
		{},
		{ first: 500 },
	);
	return page.items.map((record) => record.code);
}

/** A session of a person, by the link of whoever keeps the server. */
export async function sessionOf(signIn: SignIn, person: Person) {
	const { code } = await signIn.makeSignInLink(
		person.organisationId,
		person.id,
		{ provesAccount: true },
	);
	return signIn.signInByLink(code, { userAgent: "test", address: "::1" });
}
