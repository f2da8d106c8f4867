/** What an API token may be good for. */
export const tokenScopes = ["read", "run", "configure", "people"] as const;
export type TokenScope = (typeof tokenScopes)[number];
