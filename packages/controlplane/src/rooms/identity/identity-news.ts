import {
	type AccountId,
	type ApiTokenId,
	idSchema,
	type MachineTokenId,
	type OrganisationId,
	type PersonId,
	type SessionId,
} from "@quarterdeck/contract";
import type { SignalChannel, Signals } from "@quarterdeck/runtime";
import { z } from "zod";

/** `ended`: it is nobody any more. `changed`: what was remembered of it is old. */
export interface NewsItem {
	readonly kind: "ended" | "changed";
	readonly ids: readonly NewsId[];
}
export type NewsId =
	| ApiTokenId
	| SessionId
	| MachineTokenId
	| AccountId
	| PersonId
	| OrganisationId;

/** Signals about tokens, sessions and people: what is remembered of them is dropped, what they follow ends. */
export type IdentityNews = Signals<NewsItem>;

export const identityNewsChannel: SignalChannel<NewsItem> = {
	name: "identity-news",
	schema: z.object({
		kind: z.enum(["ended", "changed"]),
		ids: z.array(
			z.union([
				idSchema("apiToken"),
				idSchema("session"),
				idSchema("machineToken"),
				idSchema("account"),
				idSchema("person"),
				idSchema("organisation"),
			]),
		),
	}),
};
