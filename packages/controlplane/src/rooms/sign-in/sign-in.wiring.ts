import type { ProcessId } from "@quarterdeck/contract";
import type { Clock, NewId } from "@quarterdeck/runtime";
import type { Database } from "../../plumbing/postgres/index.ts";
import type { Audit } from "../audit/index.ts";
import type { AccountChanges, Accounts, Proofs } from "../people/index.ts";
import { acceptByLink } from "./accept-by-link.ts";
import {
	authenticate,
	createApiToken,
	endApiToken,
	listApiTokens,
	makeApiToken,
} from "./api-tokens.ts";
import { type CachedDeps, createCaches } from "./caches.ts";
import { endProofs, openTo, type ProofsDeps } from "./end-proofs.ts";
import { endOtherSessions, endSession, listSessions } from "./end-sessions.ts";
import { enterOrganisation, findSession } from "./enter-organisation.ts";
import { createPasswordHashing } from "./hash-password.ts";
import { createPgLinkStore } from "./link-store.pg.ts";
import { requireSession } from "./lock-session.ts";
import {
	authenticateMachine,
	createMachineToken,
	endingMachineTokens,
	endMachineToken,
	endMachineTokensOf,
	listMachineTokens,
} from "./machine-tokens.ts";
import { createPgPasswordStore } from "./password-store.pg.ts";
import { createPgProviderAccountStore } from "./provider-account-store.pg.ts";
import { createPgSessionStore } from "./session-store.pg.ts";
import { setPassword } from "./set-password.ts";
import type { SignIn } from "./sign-in.ts";
import {
	makeSignInLink,
	signInByLink,
	signInForToken,
} from "./sign-in-by-link.ts";
import { signInByPassword } from "./sign-in-by-password.ts";
import { signInByProvider } from "./sign-in-by-provider.ts";
import type {
	SignInDeps,
	SignInSettings,
	SignInStores,
} from "./sign-in-deps.ts";
import { sweepEnded } from "./sweep-ended.ts";
import { createPgTokenStore } from "./token-store.pg.ts";
import { createEndWatch } from "./watch-end.ts";

/** The stores of the room in one database. */
export function createSignInStores(database: Database): SignInStores {
	return {
		linkStore: createPgLinkStore(database),
		passwordStore: createPgPasswordStore(database),
		providerAccountStore: createPgProviderAccountStore(),
		sessionStore: createPgSessionStore(database),
		tokenStore: createPgTokenStore(database),
	};
}

/** What the people room is handed: built before it, because this room asks that one. */
export function createProofs(given: {
	readonly database: Database;
	readonly changes: AccountChanges;
	readonly audit: Audit;
	readonly clock: Clock;
}): Proofs {
	const deps: ProofsDeps = {
		...given,
		...createSignInStores(given.database),
	};
	return {
		requireSession: async (tx, sessionId) =>
			void (await requireSession(deps, sessionId, tx)),
		openTo: (tx, sessionId, organisationId) =>
			openTo(deps, tx, sessionId, organisationId),
		endProofs: (tx, person, by) => endProofs(deps, tx, person, by),
	};
}

/** The room over PostgreSQL. */
export function createSignIn(given: {
	readonly database: Database;
	readonly changes: AccountChanges;
	readonly accounts: Accounts;
	readonly audit: Audit;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly processId: ProcessId;
	readonly settings: SignInSettings;
}): SignIn {
	return assembleSignIn({
		...given,
		...createSignInStores(given.database),
		transact: given.database.transact,
	});
}

/** The room over the stores it is given. */
export function assembleSignIn(given: SignInDeps): SignIn {
	const deps = { ...given, caches: createCaches(given) };
	return {
		...signingIn(deps),
		...sessions(deps),
		...apiTokens(deps),
		...machineTokens(deps),
	};
}

function signingIn(
	deps: SignInDeps,
): Pick<
	SignIn,
	| "makeSignInLink"
	| "signInForToken"
	| "signInByLink"
	| "signInByProvider"
	| "signInByPassword"
	| "acceptByLink"
	| "setPassword"
> {
	const withHashing = {
		...deps,
		hashing: createPasswordHashing(deps.settings.passwordCost),
	};
	return {
		makeSignInLink: (organisationId, personId, given) =>
			makeSignInLink(deps, organisationId, personId, given),
		signInForToken: (code) => signInForToken(deps, code),
		signInByLink: (code, browser) => signInByLink(deps, code, browser),
		signInByProvider: (claims, browser) =>
			signInByProvider(deps, claims, browser),
		signInByPassword: (given, browser) =>
			signInByPassword(withHashing, given, browser),
		acceptByLink: (code, browser) => acceptByLink(deps, code, browser),
		setPassword: (self, given) => setPassword(withHashing, self, given),
	};
}

function sessions(
	deps: CachedDeps,
): Pick<
	SignIn,
	| "findSession"
	| "enterOrganisation"
	| "endSession"
	| "endOtherSessions"
	| "listSessions"
	| "watchEnd"
	| "lookForEnded"
	| "sweepEnded"
> {
	return {
		findSession: (secret, options) => findSession(deps, secret, options),
		enterOrganisation: (open, organisationId) =>
			enterOrganisation(deps, open, organisationId),
		endSession: (caller, sessionId) => endSession(deps, caller, sessionId),
		endOtherSessions: (self, keep) => endOtherSessions(deps, self, keep),
		listSessions: (self, page) => listSessions(deps, self, page),
		...createEndWatch(deps),
		sweepEnded: () => sweepEnded(deps),
	};
}

function apiTokens(
	deps: CachedDeps,
): Pick<
	SignIn,
	| "authenticate"
	| "makeApiToken"
	| "createApiToken"
	| "listApiTokens"
	| "endApiToken"
> {
	return {
		authenticate: (token) => authenticate(deps, token),
		makeApiToken: (organisationId, personId, label, scopes) =>
			makeApiToken(deps, organisationId, personId, label, scopes),
		createApiToken: (by, wanted) => createApiToken(deps, by, wanted),
		listApiTokens: (organisationId, personId, page) =>
			listApiTokens(deps, organisationId, personId, page),
		endApiToken: (organisationId, personId, tokenId, who) =>
			endApiToken(deps, organisationId, personId, tokenId, who),
	};
}

function machineTokens(
	deps: CachedDeps,
): Pick<
	SignIn,
	| "authenticateMachine"
	| "createMachineToken"
	| "listMachineTokens"
	| "endingMachineTokens"
	| "endMachineToken"
	| "endMachineTokensOf"
> {
	return {
		authenticateMachine: (token) => authenticateMachine(deps, token),
		createMachineToken: (actor, organisationId, wanted) =>
			createMachineToken(deps, actor, organisationId, wanted),
		listMachineTokens: (organisationId, clusterId, page) =>
			listMachineTokens(deps, organisationId, clusterId, page),
		endingMachineTokens: (organisationId, before) =>
			endingMachineTokens(deps, organisationId, before),
		endMachineToken: (actor, organisationId, tokenId) =>
			endMachineToken(deps, actor, organisationId, tokenId),
		endMachineTokensOf: (tx, organisationId, clusterId, who) =>
			endMachineTokensOf(deps, tx, organisationId, clusterId, who),
	};
}
