import type { Transaction } from "@quarterdeck/runtime";
import { makeSecret, type Person } from "../people/index.ts";
import { apiTokenShape } from "./secrets.ts";
import type { NewApiToken } from "./sign-in.ts";
import type { SignInDeps } from "./sign-in-deps.ts";
import type { ApiTokenView } from "./token.ts";
import type { ApiToken } from "./token-store.ts";

/** Writes a fresh token. The caller records it in the audit. */
export async function insertToken(
	deps: SignInDeps,
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
