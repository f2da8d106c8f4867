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
	/** The claim that lists the groups of a person; absent: groups are ours to keep. */
	readonly groupsClaim: string | undefined;
}
