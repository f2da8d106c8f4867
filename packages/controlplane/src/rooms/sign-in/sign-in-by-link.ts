import {
	AppError,
	type OrganisationId,
	type PersonId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import {
	actorOf,
	type Membership,
	makeSecret,
	type Person,
	type ProvenActor,
	readSecret,
	requireAllScopes,
	sameHash,
	tokenScopes,
	whoIs,
} from "../people/index.ts";
import { beginSession } from "./begin-session.ts";
import { insertToken } from "./insert-token.ts";
import type { SignInLink } from "./link-store.ts";
import { signInCodeShape } from "./secrets.ts";
import type { Browser, NewSession } from "./session.ts";
import type { NewSignInLink, NewToken, SignedIn } from "./sign-in.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

/**
 * A link that signs a person in once, within `settings.signInLinkSeconds`.
 * @throws AppError PERSON_NOT_FOUND also for a removed person, and when whoever asks was removed.
 */
export async function makeSignInLink(
	deps: SignInDeps,
	organisationId: OrganisationId,
	personId: PersonId,
	given: {
		readonly by?: ProvenActor | undefined;
		readonly provesAccount?: boolean | undefined;
	} = {},
): Promise<NewSignInLink> {
	if (given.by) requireAllScopes(given.by);
	const id = deps.newId("signInLink");
	const secret = makeSecret(signInCodeShape, id);
	const now = deps.clock.now().getTime();
	const expiresAt = new Date(now + deps.settings.signInLinkSeconds * 1000);
	const { by, provesAccount = false } = given;
	const person = await deps.transact(async (tx) => {
		if (by) await deps.accounts.lockActor(tx, organisationId, by);
		const known = await deps.accounts.requirePerson(
			tx,
			organisationId,
			personId,
		);
		await deps.linkStore.insertSignInLink(tx, {
			id,
			organisationId,
			personId,
			secretHash: secret.secretHash,
			expiresAt,
			usedAt: undefined,
			madeBy: by?.personId,
			provesAccount,
		});
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "sign-in.link-made",
			who: by
				? { kind: "person", personId: by.personId, email: by.email }
				: { kind: "process", processId: deps.processId },
			outcome: "succeeded",
			subjectId: personId,
			facts: { email: known.email },
		});
		return known;
	});
	return { code: secret.text, expiresAt, person };
}

/**
 * Exchanges the code of a sign-in link for a token of its organisation. Of any number of callers with the same code, one succeeds.
 * @throws AppError SIGN_IN_REFUSED for a code that is wrong, used or late; it does not say which.
 */
export async function signInForToken(
	deps: SignInDeps,
	code: string,
): Promise<SignedIn & NewToken> {
	return useLink(deps, code, async (tx, _link, { person, organisation }) => {
		const seconds = deps.settings.tokenSeconds;
		const expiresAt =
			seconds === undefined
				? undefined
				: new Date(deps.clock.now().getTime() + seconds * 1000);
		const made = await insertToken(deps, tx, person, {
			label: "sign-in",
			scopes: tokenScopes,
			expiresAt,
		});
		const account = await accountBehind(deps, tx, person);
		const hasPassword = await deps.passwordStore.hasPassword(
			account.id,
			undefined,
			tx,
		);
		await deps.audit.recordEvent(tx, {
			organisationId: organisation.id,
			code: "signed-in",
			who: whoIs(person),
			outcome: "succeeded",
			subjectId: made.apiToken.id,
		});
		return {
			token: made.token,
			tokenId: made.apiToken.id,
			expiresAt,
			account: { ...account, hasPassword },
			reach: [organisation.id],
			actor: actorOf(person),
			organisation,
			person,
			proof: { kind: "token", tokenId: made.apiToken.id, scopes: tokenScopes },
		};
	});
}

/**
 * Exchanges the code of a sign-in link for a session. It opens the link's organisation alone, unless the server's keeper made the
 * link: whoever else made it might use it in the person's stead. Of any number of callers with the same code, one succeeds.
 * @throws AppError SIGN_IN_REFUSED for a code that is wrong, used or late; it does not say which.
 */
export async function signInByLink(
	deps: SignInDeps,
	code: string,
	browser: Browser,
): Promise<NewSession> {
	return useLink(deps, code, async (tx, link, { person, organisation }) =>
		beginSession(deps, tx, {
			account: await accountBehind(deps, tx, person),
			method: "link",
			reach: link.provesAccount ? undefined : [organisation.id],
			provedFor: link.provesAccount ? undefined : organisation.id,
			browser,
			organisationId: organisation.id,
		}),
	);
}

async function useLink<T>(
	deps: SignInDeps,
	code: string,
	begin: (tx: Transaction, link: SignInLink, place: Membership) => Promise<T>,
): Promise<T> {
	const given = readSecret(signInCodeShape, code);
	const link = given && (await deps.linkStore.findSignInLink(given.id));
	if (!link || !sameHash(link.secretHash, given.secretHash))
		throw new AppError("SIGN_IN_REFUSED", {});
	const { id, organisationId, personId } = link;
	const organisation = await deps.accounts.findOrganisation(organisationId);
	if (!organisation) throw new AppError("SIGN_IN_REFUSED", {});
	return deps.transact(async (tx) => {
		const { linkStore, accounts, clock } = deps;
		const isFirst = await linkStore.useSignInLink(
			tx,
			organisationId,
			id,
			clock.now(),
		);
		const person = await accounts.findPerson(organisationId, personId, tx);
		if (!isFirst || !person || person.removedAt)
			throw new AppError("SIGN_IN_REFUSED", {});
		return begin(tx, link, { person, organisation });
	});
}

async function accountBehind(
	deps: SignInDeps,
	tx: Transaction,
	person: Person,
) {
	const account = await deps.accounts.findAccount(person.accountId, tx);
	if (!account) throw new Error("a person without an account");
	return account;
}
