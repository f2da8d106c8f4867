import { acceptByLink, acceptInvitation } from "./accept-invitation.ts";
import type { Browser, NewSession } from "./account.ts";
import { membershipsOf } from "./account-of.ts";
import { addPerson } from "./add-person.ts";
import {
	authenticate,
	createApiToken,
	endApiToken,
	listApiTokens,
	makeApiToken,
} from "./api-tokens.ts";
import { createOrganisation } from "./create-organisation.ts";
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
import { createPasswordHashing } from "./hash-password.ts";
import type { Identity } from "./identity.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import {
	invitePerson,
	listInvitations,
	withdrawInvitation,
} from "./invite-person.ts";
import { listPeople } from "./list-people.ts";
import {
	authenticateMachine,
	createMachineToken,
	endMachineToken,
	endMachineTokensOf,
	listMachineTokens,
} from "./machine-tokens.ts";
import { createMemories } from "./memories.ts";
import { removePerson } from "./remove-person.ts";
import { renameOrganisation } from "./rename-organisation.ts";
import { readSecret, sessionShape } from "./secret-token.ts";
import { setPassword } from "./set-password.ts";
import { showInvitation } from "./show-invitation.ts";
import { makeSignInLink, signIn, signInByLink } from "./sign-in.ts";
import { signInByPassword } from "./sign-in-by-password.ts";
import { signInByProvider } from "./sign-in-by-provider.ts";
import { sweepEnded } from "./sweep-ended.ts";
import { transferOwnership } from "./transfer-ownership.ts";
import { updatePerson } from "./update-person.ts";
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

/** Makes a change hold in this process before anybody is told that it is done; other replicas hear of it. */
function forgetting({ memories }: SessionDeps) {
	return async <T>(
		changed: Promise<T>,
		about: (result: T) => readonly string[],
	): Promise<T> => {
		const result = await changed;
		memories.forget(about(result));
		return result;
	};
}

/** What a new session makes old: the account's others, and the one the browser brought along, which may be another account's. */
function begun({ earlierSecret }: Browser) {
	const earlier = earlierSecret && readSecret(sessionShape, earlierSecret);
	return ({ account }: NewSession) =>
		earlier ? [account.id, earlier.id] : [account.id];
}

type Over<K extends keyof Identity> = Pick<Identity, K>;

function organisationsOver(
	deps: SessionDeps,
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
	const then = forgetting(deps);
	return {
		ensureFirstOrganisation: (wanted) => ensureFirstOrganisation(deps, wanted),
		listOrganisations: () => deps.identityStore.listOrganisations(),
		createOrganisation: (self, name) =>
			then(createOrganisation(deps, self, name), () =>
				self.session ? [self.session.id] : [],
			),
		renameOrganisation: (actor, organisationId, name) =>
			then(renameOrganisation(deps, actor, organisationId, name), ({ id }) => [
				id,
			]),
		transferOwnership: (actor, organisationId, to) =>
			then(transferOwnership(deps, actor, organisationId, to), ({ id }) => [
				id,
				actor.personId,
			]),
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
	| "showInvitation"
	| "acceptInvitation"
	| "acceptByLink"
> {
	const { identityStore } = deps;
	const then = forgetting(deps);
	return {
		addPerson: (actor, organisationId, person) =>
			addPerson(deps, actor, organisationId, person),
		updatePerson: (actor, organisationId, personId, change) =>
			then(
				updatePerson(deps, actor, organisationId, personId, change),
				({ id }) => [id],
			),
		removePerson: (actor, organisationId, email) =>
			then(
				removePerson(deps, actor, organisationId, email),
				({ id, accountId }) => [id, accountId],
			),
		findPerson: (organisationId, personId) =>
			identityStore.findPerson(organisationId, personId),
		findPersonByEmail: (organisationId, email) =>
			identityStore.findPersonByEmail(
				organisationId,
				email.trim().toLowerCase(),
			),
		listPeople: (organisationId, filter, page) =>
			listPeople(deps, organisationId, filter, page),
		invitePerson: (actor, organisationId, wanted) =>
			invitePerson(deps, actor, organisationId, wanted),
		withdrawInvitation: (actor, organisationId, id) =>
			withdrawInvitation(deps, actor, organisationId, id),
		listInvitations: (organisationId, page) =>
			listInvitations(deps, organisationId, page),
		showInvitation: (code) => showInvitation(deps, code),
		acceptInvitation: (self, code) =>
			then(acceptInvitation(deps, self, code), () =>
				self.session ? [self.session.id] : [],
			),
		acceptByLink: (code, browser) =>
			then(acceptByLink(deps, code, browser), begun(browser)),
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
	const then = forgetting(deps);
	return {
		findSession: (secret, options) => findSession(deps, secret, options),
		enterOrganisation: (open, organisationId) =>
			enterOrganisation(deps, open, organisationId),
		endSession: (self, sessionId) =>
			then(endSession(deps, self, sessionId), () => [sessionId]),
		endOtherSessions: (self, keep) =>
			then(endOtherSessions(deps, self, keep), () => [self.account.id]),
		listSessions: (self, page) => listSessions(deps, self, page),
		watchEnd: createEndWatch(deps),
		sweepEnded: () => sweepEnded(deps),
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
	const then = forgetting(deps);
	const withHashing = {
		...deps,
		hashing: createPasswordHashing(deps.settings.passwordCost),
	};
	return {
		makeSignInLink: (organisationId, personId, given) =>
			makeSignInLink(deps, organisationId, personId, given),
		signIn: (code) => signIn(deps, code),
		signInByLink: (code, browser) =>
			then(signInByLink(deps, code, browser), begun(browser)),
		signInByProvider: (claims, browser) =>
			then(signInByProvider(deps, claims, browser), begun(browser)),
		signInByPassword: (given, browser) =>
			then(signInByPassword(withHashing, given, browser), begun(browser)),
		setPassword: (self, given) =>
			then(setPassword(withHashing, self, given), () => [self.account.id]),
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
	const then = forgetting(deps);
	return {
		authenticate: (token) => authenticate(deps, token),
		makeApiToken: (organisationId, personId, label) =>
			makeApiToken(deps, organisationId, personId, label),
		createApiToken: (by, wanted) => createApiToken(deps, by, wanted),
		listApiTokens: (organisationId, personId, page) =>
			listApiTokens(deps, organisationId, personId, page),
		endApiToken: (organisationId, personId, tokenId) =>
			then(endApiToken(deps, organisationId, personId, tokenId), () => [
				tokenId,
			]),
		authenticateMachine: (token) => authenticateMachine(deps, token),
		createMachineToken: (actor, organisationId, wanted) =>
			createMachineToken(deps, actor, organisationId, wanted),
		listMachineTokens: (organisationId, clusterId, page) =>
			listMachineTokens(deps, organisationId, clusterId, page),
		endMachineToken: (actor, organisationId, tokenId) =>
			then(endMachineToken(deps, actor, organisationId, tokenId), () => [
				tokenId,
			]),
		endMachineTokensOf: (tx, organisationId, clusterId, who) =>
			endMachineTokensOf(deps, tx, organisationId, clusterId, who),
	};
}
