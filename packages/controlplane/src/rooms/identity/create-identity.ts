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
import type { NewSession } from "./account.ts";
import { membershipsOf } from "./account-of.ts";
import { addPerson } from "./add-person.ts";
import {
	authenticate,
	createApiToken,
	endApiToken,
	listApiTokens,
	makeApiToken,
} from "./api-tokens.ts";
import { endOtherSessions, endSession, listSessions } from "./end-sessions.ts";
import {
	ensureFirstOrganisation,
	findOwner,
} from "./ensure-first-organisation.ts";
import {
	enterOrganisation,
	findSession,
	type SessionDeps,
} from "./enter-organisation.ts";
import type { Identity } from "./identity.ts";
import {
	defaultIdentitySettings,
	type IdentityDeps,
	type IdentitySettings,
} from "./identity-deps.ts";
import { createFakeIdentityNews } from "./identity-news.fake.ts";
import { createPgIdentityNews } from "./identity-news.pg.ts";
import { createFakeIdentityStores } from "./identity-stores.fake.ts";
import { createPgIdentityStores } from "./identity-stores.pg.ts";
import { listPeople } from "./list-people.ts";
import { createMemories } from "./memories.ts";
import { removePerson } from "./remove-person.ts";
import { makeSignInLink, signIn, signInByLink } from "./sign-in.ts";
import { createEndWatch } from "./watch-end.ts";

/** The room over any stores. */
export function identityOver(given: IdentityDeps): Identity {
	const deps = { ...given, memories: createMemories(given) };
	return {
		...organisationsOver(deps),
		...peopleOver(deps),
		...signInOver(deps),
		...sessionsOver(deps),
		...tokensOver(deps),
	};
}

function notYet(): Promise<never> {
	return Promise.reject(new TypeError("not built yet"));
}

type Over<K extends keyof Identity> = Pick<Identity, K>;

function organisationsOver(
	deps: IdentityDeps,
): Over<
	| "ensureFirstOrganisation"
	| "listOrganisations"
	| "createOrganisation"
	| "renameOrganisation"
	| "transferOwnership"
	| "findOwner"
	| "countPeople"
	| "listMemberships"
> {
	return {
		ensureFirstOrganisation: (wanted) => ensureFirstOrganisation(deps, wanted),
		listOrganisations: () => deps.identityStore.listOrganisations(),
		createOrganisation: notYet,
		renameOrganisation: notYet,
		transferOwnership: notYet,
		findOwner: (organisationId) => findOwner(deps, organisationId),
		countPeople: (organisationId) =>
			deps.identityStore.countPeople(organisationId),
		listMemberships: ({ account, reach }) =>
			membershipsOf(deps, account, reach),
	};
}

function peopleOver(
	deps: SessionDeps,
): Over<
	| "addPerson"
	| "updatePerson"
	| "removePerson"
	| "findPerson"
	| "findPersonByEmail"
	| "listPeople"
	| "invitePerson"
	| "withdrawInvitation"
	| "listInvitations"
	| "acceptInvitation"
	| "acceptByLink"
> {
	const { identityStore, memories } = deps;
	return {
		addPerson: (actor, organisationId, person) =>
			addPerson(deps, actor, organisationId, person),
		updatePerson: notYet,
		async removePerson(actor, organisationId, email) {
			const removed = await removePerson(deps, actor, organisationId, email);
			memories.forget([removed.id, removed.accountId]);
			return removed;
		},
		findPerson: (organisationId, personId) =>
			identityStore.findPerson(organisationId, personId),
		findPersonByEmail: (organisationId, email) =>
			identityStore.findPersonByEmail(
				organisationId,
				email.trim().toLowerCase(),
			),
		listPeople: (organisationId, filter, page) =>
			listPeople(deps, organisationId, filter, page),
		invitePerson: notYet,
		withdrawInvitation: notYet,
		listInvitations: notYet,
		acceptInvitation: notYet,
		acceptByLink: notYet,
	};
}

function sessionsOver(
	deps: SessionDeps,
): Over<
	| "findSession"
	| "enterOrganisation"
	| "endSession"
	| "endOtherSessions"
	| "listSessions"
	| "watchEnd"
	| "sweepEnded"
> {
	return {
		findSession: (secret) => findSession(deps, secret),
		enterOrganisation: (open, organisationId) =>
			enterOrganisation(deps, open, organisationId),
		async endSession(self, sessionId) {
			const ended = await endSession(deps, self, sessionId);
			deps.memories.forget([sessionId]);
			return ended;
		},
		async endOtherSessions(self, keep) {
			const count = await endOtherSessions(deps, self, keep);
			deps.memories.forget([self.account.id]);
			return count;
		},
		listSessions: (self, page) => listSessions(deps, self, page),
		watchEnd: createEndWatch(deps),
		sweepEnded: notYet,
	};
}

function signInOver(
	deps: SessionDeps,
): Over<
	| "makeSignInLink"
	| "signIn"
	| "signInByLink"
	| "signInByProvider"
	| "signInByPassword"
	| "setPassword"
> {
	/** A session that was brought along has ended: it must not be believed here a moment longer. */
	async function fresh<T extends NewSession>(begun: Promise<T>): Promise<T> {
		const session = await begun;
		deps.memories.forget([session.account.id]);
		return session;
	}
	return {
		makeSignInLink: (organisationId, personId, given) =>
			makeSignInLink(deps, organisationId, personId, given),
		signIn: (code) => signIn(deps, code),
		signInByLink: (code, browser) => fresh(signInByLink(deps, code, browser)),
		signInByProvider: notYet,
		signInByPassword: notYet,
		setPassword: notYet,
	};
}

function tokensOver(
	deps: SessionDeps,
): Over<
	| "authenticate"
	| "makeApiToken"
	| "createApiToken"
	| "listApiTokens"
	| "endApiToken"
	| "authenticateMachine"
	| "createMachineToken"
	| "listMachineTokens"
	| "endMachineToken"
	| "endMachineTokensOf"
> {
	return {
		authenticate: (token) => authenticate(deps, token),
		makeApiToken: (organisationId, personId, label) =>
			makeApiToken(deps, organisationId, personId, label),
		createApiToken: (by, wanted) => createApiToken(deps, by, wanted),
		listApiTokens: (organisationId, personId, page) =>
			listApiTokens(deps, organisationId, personId, page),
		async endApiToken(organisationId, personId, tokenId) {
			const ended = await endApiToken(deps, organisationId, personId, tokenId);
			deps.memories.forget([tokenId]);
			return ended;
		},
		authenticateMachine: notYet,
		createMachineToken: notYet,
		listMachineTokens: notYet,
		endMachineToken: notYet,
		endMachineTokensOf: notYet,
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
		...createPgIdentityStores(deps.database),
		news: createPgIdentityNews(deps.signals),
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
		...createFakeIdentityStores(),
		news: createFakeIdentityNews(),
		audit: given.audit ?? createFakeAudit({ clock, newId }),
		transact: given.transact ?? createFakeTransact(),
		clock,
		newId,
		processId: newId("process"),
		settings: given.settings ?? defaultIdentitySettings,
	});
}
