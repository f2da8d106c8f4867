/** A provider that is asked who somebody is. */
export interface ProviderSettings {
	/** In our addresses: lower-case letters, digits and `-`. */
	readonly id: string;
	/** What the button says. */
	readonly name: string;
	readonly issuer: string;
	readonly clientId: string;
	readonly clientSecret: string;
	readonly scopes: readonly string[];
	/** The claim that lists the groups of a person, by its name or a path with dots; absent: groups are ours to keep. */
	readonly groupsClaim: string | undefined;
	/** Globs: a group that none of them matches is left out. Empty: none is. */
	readonly groupsFilter: readonly string[];
	/** What an answer without the claim means: that nothing is known, or that the person has no groups. */
	readonly groupsMissing: GroupsMissing;
	/** Whether an address counts as verified where the provider says neither that it is nor that it is not. */
	readonly trustEmail: boolean;
}

export const groupsMissingChoices = ["keep", "none"] as const;
export type GroupsMissing = (typeof groupsMissingChoices)[number];
