import {
	type Actor,
	type ApiTokenId,
	AppError,
	type SessionId,
} from "@quarterdeck/contract";
import { type TokenScope, tokenScopes } from "./token-scopes.ts";

/** What proves who speaks. */
export type Proof =
	| { readonly kind: "session"; readonly sessionId: SessionId }
	| {
			readonly kind: "token";
			readonly tokenId: ApiTokenId;
			readonly scopes: readonly TokenScope[];
	  };

/**
 * Who asks for something that would widen what a narrow token can do, such as a link, an invitation, groups or the ownership: a session
 * or a token with all scopes may, others are refused with TOKEN_TOO_NARROW. A caller without a proof speaks in person.
 */
export interface ProvenActor extends Actor {
	readonly proof?: Proof | undefined;
}

/** Refuses a caller whose token lacks a scope. @throws AppError TOKEN_TOO_NARROW. */
export function requireAllScopes({ proof }: Pick<ProvenActor, "proof">): void {
	const isNarrow =
		proof?.kind === "token" &&
		tokenScopes.some((scope) => !proof.scopes.includes(scope));
	if (isNarrow) throw new AppError("TOKEN_TOO_NARROW", {});
}
