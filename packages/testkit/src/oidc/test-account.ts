/** A person as the provider knows them. */
export interface TestAccount {
	/** Never changes, whatever else does. */
	readonly subject: string;
	readonly email: string;
	/** Default true. */
	readonly emailVerified?: boolean;
	/** Default: none is asked for. */
	readonly password?: string;
	readonly name?: string;
	readonly groups?: readonly string[];
	/** More claims, or other values for the usual ones; whatever a provider may say. */
	readonly claims?: Readonly<Record<string, unknown>>;
}

/** What the provider says about them. */
export function claimsOf(account: TestAccount): Record<string, unknown> {
	return {
		sub: account.subject,
		email: account.email,
		email_verified: account.emailVerified ?? true,
		...(account.name === undefined ? {} : { name: account.name }),
		...(account.groups === undefined ? {} : { groups: account.groups }),
		...account.claims,
	};
}
