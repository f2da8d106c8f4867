import { AppError } from "@quarterdeck/contract";
import { z } from "zod";
import { type Claims, findClaim } from "./find-claim.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import { readGroups } from "./read-groups.ts";

/** Who a provider says somebody is. */
export interface ProviderClaims {
	readonly issuer: string;
	readonly subject: string;
	readonly email: string;
	readonly emailVerified: boolean;
	readonly displayName: string | undefined;
	/** As they are stored, each once; undefined when the provider is not asked for them, or does not say. */
	readonly groups: readonly string[] | undefined;
	/** Group names that were passed over because they cannot be stored. */
	readonly skippedGroups: number;
}

/** The two places where a provider says who somebody is. */
export interface ProviderAnswer {
	readonly idToken: Claims;
	/** What its UserInfo endpoint answered for the same subject; undefined when it was not asked or did not answer. */
	readonly userInfo?: Claims | undefined;
}

const claimsSchema = z.object({
	iss: z.string().min(1).max(1024),
	sub: z.string().min(1).max(255),
	email: z.string().min(3).max(320),
	// Some providers write it as text.
	email_verified: z.union([z.boolean(), z.stringbool()]).optional(),
	name: z.string().max(1024).optional().catch(undefined),
	preferred_username: z.string().max(1024).optional().catch(undefined),
});

/** Whether the ID token leaves out something that the UserInfo endpoint may say. */
export function lacksClaims(
	settings: ProviderSettings,
	idToken: Claims,
): boolean {
	const { groupsClaim, trustEmail } = settings;
	const lacks = (name: string) => findClaim(idToken, name) === undefined;
	return (
		lacks("email") ||
		(lacks("email_verified") && !trustEmail) ||
		(groupsClaim !== undefined && lacks(groupsClaim))
	);
}

/**
 * The claims we use of an ID token that was verified and of the UserInfo endpoint; the ID token wins, claim by claim.
 * @throws AppError SIGN_IN_ANSWER_INVALID when one that we need is missing or not what it should be, SIGN_IN_GROUPS_ELSEWHERE,
 * SIGN_IN_GROUPS_TOO_MANY.
 */
export function readClaims(
	settings: ProviderSettings,
	{ idToken, userInfo = {} }: ProviderAnswer,
): ProviderClaims {
	const result = claimsSchema.safeParse({
		iss: idToken.iss,
		sub: idToken.sub,
		email: idToken.email ?? userInfo.email ?? undefined,
		email_verified: verifiedIn(idToken, userInfo),
		name: idToken.name ?? userInfo.name,
		preferred_username:
			idToken.preferred_username ?? userInfo.preferred_username,
	});
	if (!result.success) {
		const claim = result.error.issues[0]?.path.join(".") ?? "a claim";
		throw new AppError("SIGN_IN_ANSWER_INVALID", {
			provider: settings.name,
			reason: `it has no usable ${claim}`,
		});
	}
	const { iss, sub, email, email_verified, name, preferred_username } =
		result.data;
	const groups = readGroups(settings, [idToken, userInfo]);
	return {
		issuer: iss,
		subject: sub,
		email,
		emailVerified: email_verified ?? settings.trustEmail,
		displayName: name ?? preferred_username,
		groups: groups.names,
		skippedGroups: groups.skipped,
	};
}

/** Said of one address, it proves nothing of another. */
function verifiedIn(idToken: Claims, userInfo: Claims): unknown {
	const isSame = (idToken.email ?? userInfo.email) === userInfo.email;
	const said = isSame ? userInfo.email_verified : undefined;
	return idToken.email_verified ?? said ?? undefined;
}
