import type { ProcessId } from "@quarterdeck/contract";
import {
	type Clock,
	createNewId,
	type NewId,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import type { ChangeSignals, Database } from "../../plumbing/postgres/index.ts";
import {
	type Audit,
	createFakeAudit,
	createFakeTransact,
} from "../audit/index.ts";
import { addPerson } from "./add-person.ts";
import { authenticate, endApiToken } from "./authenticate.ts";
import {
	ensureFirstOrganisation,
	type IdentityDeps,
	type IdentitySettings,
} from "./ensure-first-organisation.ts";
import type { Identity } from "./identity.ts";
import { createFakeIdentityStore } from "./identity-store.fake.ts";
import { createPgIdentityStore } from "./identity-store.pg.ts";
import { removePerson } from "./remove-person.ts";
import { makeApiToken, makeSignInLink, signIn } from "./sign-in.ts";
import { createFakeTokenEndings } from "./token-endings.fake.ts";
import { createPgTokenEndings } from "./token-endings.pg.ts";
import { createTokenWatch } from "./watch-token.ts";

/** What holds unless it is told otherwise. */
export const defaultIdentitySettings: IdentitySettings = {
	signInLinkSeconds: 15 * 60,
	tokenSeconds: 90 * 24 * 3600,
};

/** The room over any stores. */
export function identityOver(deps: IdentityDeps): Identity {
	const store = deps.identityStore;
	return {
		ensureFirstOrganisation: (wanted) => ensureFirstOrganisation(deps, wanted),
		listOrganisations: () => store.listOrganisations(),
		addPerson: (actor, organisationId, person) =>
			addPerson(deps, actor, organisationId, person),
		removePerson: (actor, organisationId, email) =>
			removePerson(deps, actor, organisationId, email),
		findPerson: (organisationId, personId) =>
			store.findPerson(organisationId, personId),
		findPersonByEmail: (organisationId, email) =>
			store.findPersonByEmail(organisationId, email.trim().toLowerCase()),
		listPeople: (organisationId) => store.listPeople(organisationId),
		makeSignInLink: (organisationId, personId) =>
			makeSignInLink(deps, organisationId, personId),
		signIn: (code) => signIn(deps, code),
		makeApiToken: (organisationId, personId, label) =>
			makeApiToken(deps, organisationId, personId, label),
		authenticate: (token) => authenticate(deps, token),
		endApiToken: (organisationId, personId, tokenId) =>
			endApiToken(deps, organisationId, personId, tokenId),
		watchToken: createTokenWatch(deps),
	};
}

/** The room over PostgreSQL. */
export function createIdentity(deps: {
	readonly database: Database;
	readonly signals: ChangeSignals;
	readonly audit: Audit;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly processId: ProcessId;
	readonly settings: IdentitySettings;
}): Identity {
	return identityOver({
		...deps,
		identityStore: createPgIdentityStore(deps.database),
		tokenEndings: createPgTokenEndings(deps.signals),
		transact: deps.database.transact,
	});
}

/** The room in memory. */
export function createFakeIdentity(
	given: {
		readonly clock?: Clock;
		readonly newId?: NewId;
		readonly audit?: Audit;
		readonly transact?: Transact;
		readonly settings?: IdentitySettings;
	} = {},
): Identity {
	const clock = given.clock ?? systemClock;
	const newId = given.newId ?? createNewId(clock);
	return identityOver({
		identityStore: createFakeIdentityStore(),
		tokenEndings: createFakeTokenEndings(),
		audit: given.audit ?? createFakeAudit({ clock, newId }),
		transact: given.transact ?? createFakeTransact(),
		clock,
		newId,
		processId: newId("process"),
		settings: given.settings ?? defaultIdentitySettings,
	});
}
