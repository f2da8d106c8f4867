import {
	type ApiTokenId,
	AppError,
	type OrganisationId,
	type PersonId,
} from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { IdentityDeps } from "./ensure-first-organisation.ts";
import type { SignedIn } from "./identity.ts";
import type { ApiToken } from "./identity-store.ts";
import { actorOf } from "./person.ts";
import { apiTokenShape, readSecret, sameHash } from "./secret-token.ts";
import type { TokenMemory } from "./token-memory.ts";

export interface AuthenticateDeps {
	readonly tokens: TokenMemory;
	readonly noteUse: (token: ApiToken, at: Date) => void;
	readonly clock: Clock;
}

/**
 * Who holds this token.
 * @throws AppError NOT_SIGNED_IN when it is unknown, wrong, ended or late, or its person was removed; it does not say which.
 */
export async function authenticate(
	deps: AuthenticateDeps,
	text: string,
): Promise<SignedIn> {
	const given = readSecret(apiTokenShape, text);
	const found = given && (await deps.tokens.find(given.id));
	if (!found || !sameHash(found.token.secretHash, given.secretHash))
		throw new AppError("NOT_SIGNED_IN", {});
	const { token, person, organisation } = found;
	const now = deps.clock.now();
	const late = token.expiresAt && token.expiresAt.getTime() <= now.getTime();
	if (late || token.endedAt || person.removedAt)
		throw new AppError("NOT_SIGNED_IN", {});
	deps.noteUse(token, now);
	return { actor: actorOf(person), organisation, person, tokenId: token.id };
}

/**
 * Ends one token of a person.
 * @returns false when there was none to end.
 */
export async function endApiToken(
	deps: IdentityDeps,
	organisationId: OrganisationId,
	personId: PersonId,
	tokenId: ApiTokenId,
): Promise<boolean> {
	return deps.transact(async (tx) => {
		const ended = await deps.identityStore.endApiTokens(
			tx,
			organisationId,
			personId,
			tokenId,
			deps.clock.now(),
		);
		if (ended.length === 0) return false;
		await deps.tokenEndings.announce(tx, ended);
		const person = await deps.identityStore.findPerson(
			organisationId,
			personId,
			tx,
		);
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "token.ended",
			who: { kind: "person", personId, email: person?.email ?? "" },
			outcome: "succeeded",
			subjectId: tokenId,
		});
		return true;
	});
}
