import { type TokenScope, tokenScopes } from "../../../rooms/people/index.ts";
import { builder } from "./builder.ts";

export const tokenScopeRef = builder.enumType("TokenScope", {
	description: "What an API token may be used for.",
	values: Object.fromEntries(
		tokenScopes.map((scope) => [scope.toUpperCase(), { value: scope }]),
	) as Record<Uppercase<TokenScope>, { value: TokenScope }>,
});
