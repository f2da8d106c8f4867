import { graphql, type ResultOf } from "../../data/graphql.ts";

export const meDocument = graphql(`
	query Me { me { id email displayName role groups } }
`);

export const apiTokensDocument = graphql(`
	query ApiTokens($after: String) {
		apiTokens(first: 50, after: $after) {
			edges { node { id label scopes createdAt expiresAt lastUsedAt isThisOne } }
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export type ApiToken = ResultOf<
	typeof apiTokensDocument
>["apiTokens"]["edges"][number]["node"];

export type TokenScope = ApiToken["scopes"][number];

export const createApiTokenDocument = graphql(`
	mutation CreateApiToken($label: String!, $scopes: [TokenScope!]!, $expiresInDays: Int) {
		createApiToken(label: $label, scopes: $scopes, expiresInDays: $expiresInDays) {
			token
			apiToken { id label expiresAt }
		}
	}
`);

export const endApiTokenDocument = graphql(`
	mutation EndApiToken($id: ID!) {
		endApiToken(id: $id) { id }
	}
`);

export const sessionsDocument = graphql(`
	query Sessions($after: String) {
		sessions(first: 50, after: $after) {
			edges {
				node { id method createdAt lastSeenAt expiresAt userAgent address isThisOne }
			}
			pageInfo { hasNextPage endCursor }
		}
	}
`);

export type BrowserSession = ResultOf<
	typeof sessionsDocument
>["sessions"]["edges"][number]["node"];

export const endSessionDocument = graphql(`
	mutation EndSession($id: ID!) {
		endSession(id: $id) { id }
	}
`);

export const endOtherSessionsDocument = graphql(`
	mutation EndOtherSessions { endOtherSessions }
`);

export const setPasswordDocument = graphql(`
	mutation SetPassword($current: String, $password: String!) {
		setPassword(current: $current, password: $password)
	}
`);
