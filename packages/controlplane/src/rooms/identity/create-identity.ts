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
import { createTokenMemory } from "./token-memory.ts";
import { createTokenUses } from "./token-uses.ts";
import { createTokenWatch } from "./watch-token.ts";

/** What holds unless it is told otherwise. */
export const defaultIdentitySettings: IdentitySettings = {
	signInLinkSeconds: 15 * 60,
	tokenSeconds: 90 * 24 * 3600,
};

/** The room over any stores. */
export function identityOver(deps: IdentityDeps): Identity {
	const store = deps.identityStore;
	const tokens = createTokenMemory(deps);
	const noteUse = createTokenUses(deps);
	return {
		ensureFirstOrganisation: (wanted) => ensureFirstOrganisation(deps, wanted),
		listOrganisations: () => store.listOrganisations(),
		addPerson: (actor, organisationId, person) =>
			addPerson(deps, actor, organisationId, person),
		async removePerson(actor, organisationId, email) {
			const removed = await removePerson(deps, actor, organisationId, email);
			tokens.forgetOf(removed.id);
			return removed;
		},
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
		authenticate: (token) => authenticate({ ...deps, tokens, noteUse }, token),
		async endApiToken(organisationId, personId, tokenId) {
			const ended = await endApiToken(deps, organisationId, personId, tokenId);
			// Others hear of it; here it holds before anybody is told that it is done.
			tokens.forget(tokenId);
			return ended;
		},
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
