import type { Transaction } from "@quarterdeck/runtime";
import type { NewApiToken } from "./identity.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import type { ApiTokenView } from "./machine-token.ts";
import type { Person } from "./person.ts";
import { apiTokenShape, makeSecret } from "./secret-token.ts";
import type { ApiToken } from "./token-store.ts";

/** Writes a fresh token; what tells of it in the audit is the caller's. */
export async function insertToken(
	deps: IdentityDeps,
	tx: Transaction,
	person: Person,
	given: Pick<ApiToken, "label" | "scopes" | "expiresAt">,
): Promise<NewApiToken> {
	const id = deps.newId("apiToken");
	const { text, secretHash } = makeSecret(apiTokenShape, id);
	const token: ApiToken = {
		...given,
		id,
		organisationId: person.organisationId,
		personId: person.id,
		secretHash,
		createdAt: deps.clock.now(),
		endedAt: undefined,
		lastUsedAt: undefined,
	};
	await deps.tokenStore.insertApiToken(tx, token);
	return { token: text, apiToken: viewOfToken(token) };
}

/** A token as its person may see it: without what the store alone knows. */
export function viewOfToken(token: ApiToken): ApiTokenView {
	const { id, label, scopes, createdAt, expiresAt, lastUsedAt } = token;
	return { id, label, scopes, createdAt, expiresAt, lastUsedAt };
}
