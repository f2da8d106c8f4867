import {
	AppError,
	type OrganisationId,
	type PersonId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { IdentityDeps } from "./ensure-first-organisation.ts";
import type { NewSignInLink, NewToken, SignedIn } from "./identity.ts";
import type { ApiToken } from "./identity-store.ts";
import { actorOf, type Person } from "./person.ts";
import {
	apiTokenShape,
	makeSecret,
	readSecret,
	sameHash,
	signInCodeShape,
} from "./secret-token.ts";

/**
 * A link that signs a person in once, within `settings.signInLinkSeconds`.
 * @throws AppError PERSON_NOT_FOUND also for a removed person.
 */
export async function makeSignInLink(
	deps: IdentityDeps,
	organisationId: OrganisationId,
	personId: PersonId,
): Promise<NewSignInLink> {
	const id = deps.newId("signInLink");
	const secret = makeSecret(signInCodeShape, id);
	const now = deps.clock.now().getTime();
	const expiresAt = new Date(now + deps.settings.signInLinkSeconds * 1000);
	const person = await deps.transact(async (tx) => {
		const known = await presentPerson(deps, tx, organisationId, personId);
		await deps.identityStore.insertSignInLink(tx, {
			id,
			organisationId,
			personId,
			secretHash: secret.secretHash,
			expiresAt,
			usedAt: undefined,
		});
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "sign-in.link-made",
			who: { kind: "process", processId: deps.processId },
			outcome: "succeeded",
			subjectId: personId,
			facts: { email: known.email },
		});
		return known;
	});
	return { code: secret.text, expiresAt, person };
}

/**
 * Exchanges the code of a sign-in link for a token. Of any number of callers with the same code, one succeeds.
 * @throws AppError SIGN_IN_REFUSED for a code that is wrong, used or late; it does not say which.
 */
export async function signIn(
	deps: IdentityDeps,
	code: string,
): Promise<SignedIn & NewToken> {
	const given = readSecret(signInCodeShape, code);
	const link = given && (await deps.identityStore.findSignInLink(given.id));
	if (!link || !sameHash(link.secretHash, given.secretHash))
		throw new AppError("SIGN_IN_REFUSED", {});
	const { organisationId, personId } = link;
	const organisation =
		await deps.identityStore.findOrganisation(organisationId);
	if (!organisation) throw new AppError("SIGN_IN_REFUSED", {});
	return deps.transact(async (tx) => {
		const now = deps.clock.now();
		const used =
			link.expiresAt.getTime() > now.getTime() &&
			(await deps.identityStore.useSignInLink(
				tx,
				organisationId,
				link.id,
				now,
			));
		const person = await deps.identityStore.findPerson(
			organisationId,
			personId,
			tx,
		);
		if (!used || !person || person.removedAt)
			throw new AppError("SIGN_IN_REFUSED", {});
		const made = await insertToken(deps, tx, person, "sign-in");
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "signed-in",
			who: { kind: "person", personId, email: person.email },
			outcome: "succeeded",
			subjectId: made.tokenId,
		});
		return { ...made, actor: actorOf(person), organisation, person };
	});
}

/**
 * A token for a person, e.g. for a script or the command line of the machine that was just set up.
 * @throws AppError PERSON_NOT_FOUND also for a removed person.
 */
export async function makeApiToken(
	deps: IdentityDeps,
	organisationId: OrganisationId,
	personId: PersonId,
	label: string,
): Promise<NewToken> {
	return deps.transact(async (tx) => {
		const person = await presentPerson(deps, tx, organisationId, personId);
		const made = await insertToken(deps, tx, person, label);
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "token.made",
			who: { kind: "process", processId: deps.processId },
			outcome: "succeeded",
			subjectId: made.tokenId,
			facts: { email: person.email, label },
		});
		return made;
	});
}

async function presentPerson(
	deps: IdentityDeps,
	tx: Transaction,
	organisationId: OrganisationId,
	personId: PersonId,
): Promise<Person> {
	const person = await deps.identityStore.findPerson(
		organisationId,
		personId,
		tx,
	);
	if (!person || person.removedAt)
		throw new AppError("PERSON_NOT_FOUND", { person: personId });
	return person;
}

async function insertToken(
	deps: IdentityDeps,
	tx: Transaction,
	person: Person,
	label: string,
): Promise<NewToken> {
	const id = deps.newId("apiToken");
	const secret = makeSecret(apiTokenShape, id);
	const createdAt = deps.clock.now();
	const seconds = deps.settings.tokenSeconds;
	const token: ApiToken = {
		id,
		organisationId: person.organisationId,
		personId: person.id,
		secretHash: secret.secretHash,
		label: label.slice(0, 256),
		createdAt,
		expiresAt:
			seconds === undefined
				? undefined
				: new Date(createdAt.getTime() + seconds * 1000),
		endedAt: undefined,
		lastUsedAt: undefined,
	};
	await deps.identityStore.insertApiToken(tx, token);
	return { token: secret.text, tokenId: id, expiresAt: token.expiresAt };
}
