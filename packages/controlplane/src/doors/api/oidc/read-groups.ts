import { AppError } from "@quarterdeck/contract";
import { maxGroups, usableGroups } from "../../../rooms/people/index.ts";
import { matchesGlob } from "../../../rooms/permissions/index.ts";
import { type Claims, findClaim, isClaims } from "./find-claim.ts";
import type { ProviderSettings } from "./provider-settings.ts";

/** What a provider says of a person's groups. */
export interface ProviderGroups {
	/** As they are stored, each once; undefined: it does not say, which is not the same as none. */
	readonly names: readonly string[] | undefined;
	/** Names that were passed over because they are empty, too long, or cannot be displayed. */
	readonly skipped: number;
}

const notSaid: ProviderGroups = { names: undefined, skipped: 0 };

/**
 * The groups of a person, from the first of `sources` that says them. One name as text is one group.
 * @throws AppError SIGN_IN_GROUPS_ELSEWHERE when they were left out and the provider points elsewhere, SIGN_IN_GROUPS_TOO_MANY when the
 * filter leaves too many, SIGN_IN_ANSWER_INVALID when the claim holds no names at all.
 */
export function readGroups(
	settings: ProviderSettings,
	sources: readonly Claims[],
): ProviderGroups {
	const { groupsClaim } = settings;
	if (groupsClaim === undefined) return notSaid;
	const value = sources
		.map((claims) => findClaim(claims, groupsClaim))
		.find((found) => found !== undefined);
	if (value !== undefined) return namesIn(settings, groupsClaim, value);
	if (sources.some((claims) => areElsewhere(claims, groupsClaim)))
		throw new AppError("SIGN_IN_GROUPS_ELSEWHERE", {
			provider: settings.name,
			claim: groupsClaim,
		});
	return notSaid;
}

/** Filtered first and counted then: who is in hundreds of groups needs only those that mean something here. */
function namesIn(
	settings: ProviderSettings,
	claim: string,
	value: unknown,
): ProviderGroups {
	const { name: provider, groupsFilter } = settings;
	const listed: readonly unknown[] = Array.isArray(value) ? value : [value];
	const texts = listed.filter((one) => typeof one === "string");
	// Objects, say: to take them for no groups would take away those that a person has.
	if (listed.length > 0 && texts.length === 0)
		throw new AppError("SIGN_IN_ANSWER_INVALID", {
			provider,
			reason: `its claim ${claim} is not a list of group names`,
		});
	const usable = texts.flatMap((text) => usableGroups([text]));
	const wanted = usable.filter(
		(name) =>
			groupsFilter.length === 0 ||
			groupsFilter.some((pattern) => matchesGlob(pattern, name)),
	);
	const names = [...new Set(wanted)];
	if (names.length > maxGroups)
		throw new AppError("SIGN_IN_GROUPS_TOO_MANY", {
			provider,
			claim,
			count: names.length,
			limit: maxGroups,
		});
	return { names, skipped: listed.length - usable.length };
}

/** Whether a provider left the groups out because they are too many (OpenID Connect Core 5.6.2; Entra ID also writes `hasgroups`). */
function areElsewhere(claims: Claims, groupsClaim: string): boolean {
	const { _claim_names: names, hasgroups } = claims;
	const [first = ""] = groupsClaim.split(".");
	const isPointed =
		isClaims(names) &&
		(Object.hasOwn(names, groupsClaim) || Object.hasOwn(names, first));
	const isFlagged =
		groupsClaim === "groups" && (hasgroups === true || hasgroups === "true");
	return isPointed || isFlagged;
}
