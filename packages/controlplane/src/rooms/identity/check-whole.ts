import { AppError } from "@quarterdeck/contract";
import type { Speaker } from "./identity.ts";
import { tokenScopes } from "./token-scopes.ts";

/** First where a narrow token would grow. @throws AppError TOKEN_TOO_NARROW for one without all scopes. */
export function checkWhole({ proof }: Pick<Speaker, "proof">): void {
	const isNarrow =
		proof?.kind === "token" &&
		tokenScopes.some((scope) => !proof.scopes.includes(scope));
	if (isNarrow) throw new AppError("TOKEN_TOO_NARROW", {});
}
