import { AppError } from "@quarterdeck/contract";
import { z } from "zod";
import { usableGroups } from "../../../rooms/people/index.ts";
import type { ProviderSettings } from "./provider-settings.ts";

/** Who a provider says somebody is. */
export interface ProviderClaims {
	readonly issuer: string;
	readonly subject: string;
	readonly email: string;
	readonly emailVerified: boolean;
	readonly displayName: string | undefined;
	/** As they are stored, each once; absent unless the provider is asked for them. */
	readonly groups: readonly string[] | undefined;
}

const claimsSchema = z.object({
	iss: z.string().min(1).max(1024),
	sub: z.string().min(1).max(255),
	email: z.string().min(3).max(320),
	// Some providers write it as text.
	email_verified: z
		.union([z.boolean(), z.stringbool()])
		.optional()
		.default(false),
	name: z.string().max(1024).optional().catch(undefined),
	preferred_username: z.string().max(1024).optional().catch(undefined),
});

const groupsSchema = z.array(z.string().min(1).max(256)).max(200);

/**
 * The claims we use of an ID token that was proved. @throws AppError SIGN_IN_ANSWER_INVALID when one that we need is missing
 * or not what it should be.
 */
export function readClaims(
	settings: ProviderSettings,
	given: Readonly<Record<string, unknown>>,
): ProviderClaims {
	const result = claimsSchema.safeParse(given);
	if (!result.success) {
		const claim = result.error.issues[0]?.path.join(".") ?? "a claim";
		throw invalid(settings, `it tells no usable ${claim}`);
	}
	const { iss, sub, email, email_verified, name, preferred_username } =
		result.data;
	return {
		issuer: iss,
		subject: sub,
		email,
		emailVerified: email_verified,
		displayName: name ?? preferred_username,
		groups: groupsOf(settings, given),
	};
}

/** A person of no group is told with an empty list, or not at all. */
function groupsOf(
	settings: ProviderSettings,
	given: Readonly<Record<string, unknown>>,
): readonly string[] | undefined {
	const { groupsClaim } = settings;
	if (groupsClaim === undefined) return undefined;
	const groups = groupsSchema.safeParse(given[groupsClaim] ?? []);
	if (groups.success) return usableGroups(groups.data);
	throw invalid(
		settings,
		`${groupsClaim} is no list of at most 200 group names`,
	);
}

function invalid(settings: ProviderSettings, reason: string): AppError {
	return new AppError("SIGN_IN_ANSWER_INVALID", {
		provider: settings.name,
		reason,
	});
}
