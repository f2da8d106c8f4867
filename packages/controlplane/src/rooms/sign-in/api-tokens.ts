import {
	type ApiTokenId,
	AppError,
	type OrganisationId,
	type Page,
	type PageRequest,
	type PersonId,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import type { AuditWho } from "../audit/index.ts";
import {
	actorOf,
	idCursor,
	normalName,
	type Person,
	readSecret,
	sameHash,
	type TokenScope,
	tokenScopes,
	whoIs,
} from "../people/index.ts";
import type { CachedDeps } from "./caches.ts";
import { insertToken, viewOfToken } from "./insert-token.ts";
import { apiTokenShape } from "./secrets.ts";
import type {
	NewApiToken,
	NewToken,
	SignedIn,
	WantedApiToken,
} from "./sign-in.ts";
import type { SignInDeps } from "./sign-in-deps.ts";
import type { ApiTokenView } from "./token.ts";

/**
 * Who holds this token.
 * @throws AppError NOT_SIGNED_IN when it is unknown, wrong, ended or late, or its person was removed; it does not say which.
 */
export async function authenticate(
	deps: CachedDeps,
	text: string,
): Promise<SignedIn> {
	const given = readSecret(apiTokenShape, text);
	const found = given && (await deps.caches.tokens.find(given.id));
	if (!found || !sameHash(found.token.secretHash, given.secretHash))
		throw new AppError("NOT_SIGNED_IN", {});
	const { token, person, organisation, account } = found;
	const at = deps.clock.now();
	const isLate = token.expiresAt && token.expiresAt <= at;
	if (isLate || token.endedAt || person.removedAt)
		throw new AppError("NOT_SIGNED_IN", {});
	deps.caches.tokenUses.note({ id: token.id, at }, token.lastUsedAt);
	return {
		account,
		reach: [organisation.id],
		actor: actorOf(person),
		organisation,
		person,
		proof: { kind: "token", tokenId: token.id, scopes: token.scopes },
	};
}

/**
 * A token for a person, for whoever keeps the server; with all scopes unless some are named.
 * @throws AppError PERSON_NOT_FOUND also for a removed person.
 */
export async function makeApiToken(
	deps: SignInDeps,
	organisationId: OrganisationId,
	personId: PersonId,
	label: string,
	scopes: readonly TokenScope[] = tokenScopes,
): Promise<NewToken> {
	const seconds = deps.settings.tokenSeconds;
	return deps.transact(async (tx) => {
		const person = await deps.accounts.requirePerson(
			tx,
			organisationId,
			personId,
		);
		const { token, apiToken } = await insertToken(deps, tx, person, {
			label: label.slice(0, 256),
			scopes,
			expiresAt:
				seconds === undefined
					? undefined
					: new Date(deps.clock.now().getTime() + seconds * 1000),
		});
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "token.made",
			who: { kind: "process", processId: deps.processId },
			outcome: "succeeded",
			subjectId: apiToken.id,
			facts: { email: person.email, label },
		});
		return { token, tokenId: apiToken.id, expiresAt: apiToken.expiresAt };
	});
}

/**
 * A token of one's own. One that is asked for with a token cannot do more than that.
 * @throws AppError INPUT_INVALID, NOT_ALLOWED, TOKENS_TOO_MANY, PERSON_NOT_FOUND.
 */
export async function createApiToken(
	deps: SignInDeps,
	by: SignedIn,
	wanted: WantedApiToken,
): Promise<NewApiToken> {
	const label = normalName("label", wanted.label);
	const scopes = tokenScopes.filter((scope) => wanted.scopes.includes(scope));
	if (scopes.length === 0)
		throw new AppError("INPUT_INVALID", {
			field: "scopes",
			reason: `expected at least one of ${tokenScopes.join(", ")}`,
		});
	const { proof } = by;
	const beyond =
		proof.kind === "token" &&
		scopes.find((scope) => !proof.scopes.includes(scope));
	if (beyond)
		throw new AppError("NOT_ALLOWED", {
			person: by.actor.email,
			action: `create a token with the scope ${beyond}`,
			hint: "Your own token does not have that scope.",
		});
	const expiresAt = endOf(deps, wanted.expiresInDays);
	return deps.transact(async (tx) => {
		await deps.accounts.lockAccount(tx, by.account.id);
		const { id, organisationId } = by.person;
		const person = await deps.accounts.requirePerson(tx, organisationId, id);
		const made = await deps.tokenStore.listApiTokens(
			organisationId,
			id,
			{ limit: deps.settings.maxTokens, at: deps.clock.now() },
			tx,
		);
		if (made.length >= deps.settings.maxTokens)
			throw new AppError("TOKENS_TOO_MANY", { limit: made.length });
		const token = await insertToken(deps, tx, person, {
			label,
			scopes,
			expiresAt,
		});
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "token.made",
			who: whoIs(person),
			outcome: "succeeded",
			subjectId: token.apiToken.id,
			facts: { label, scopes },
		});
		return token;
	});
}

/** A person's tokens that have not ended, newest first. @throws AppError INPUT_INVALID for a cursor that is none. */
export async function listApiTokens(
	deps: SignInDeps,
	organisationId: OrganisationId,
	personId: Person["id"],
	page: PageRequest,
): Promise<Page<ApiTokenView>> {
	const rows = await deps.tokenStore.listApiTokens(organisationId, personId, {
		limit: rowsToRead(page),
		beforeId: idCursor("apiToken", page),
		at: deps.clock.now(),
	});
	return pageOf(rows.map(viewOfToken), page, ({ id }) => id);
}

/**
 * Ends one token of a person.
 * @returns false when there was none to end.
 */
export async function endApiToken(
	deps: SignInDeps,
	organisationId: OrganisationId,
	personId: PersonId,
	tokenId: ApiTokenId,
	who?: AuditWho,
): Promise<boolean> {
	return deps.transact(async (tx) => {
		const ended = await deps.tokenStore.endApiTokens(
			tx,
			organisationId,
			personId,
			tokenId,
			deps.clock.now(),
		);
		if (ended.length === 0) return false;
		await deps.changes.announce(tx, { ended });
		const person = await deps.accounts.findPerson(organisationId, personId, tx);
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "token.ended",
			who: who ?? { kind: "person", personId, email: person?.email ?? "" },
			outcome: "succeeded",
			subjectId: tokenId,
		});
		return true;
	});
}

/** When a token that is to live so many days ends. @throws AppError INPUT_INVALID for less than one and more than 366. */
export function endOf(
	deps: Pick<SignInDeps, "clock">,
	days: number | undefined,
): Date | undefined {
	if (days === undefined) return undefined;
	if (!Number.isInteger(days) || days < 1 || days > 366)
		throw new AppError("INPUT_INVALID", {
			field: "expiresInDays",
			reason: "expected 1 to 366 days",
		});
	return new Date(deps.clock.now().getTime() + days * 86_400_000);
}
