import type {
	AccountId,
	OrganisationId,
	SessionId,
} from "@quarterdeck/contract";

/** A human, over all organisations. */
export interface Account {
	readonly id: AccountId;
	/** Lower case; unique. It never changes: rights in clusters hang on it. */
	readonly email: string;
	readonly displayName: string;
	readonly createdAt: Date;
}

/**
 * The organisations that a proof of an account opens; undefined: all that it belongs to. A link comes from a member of one
 * organisation, who could use it in the person's stead: it must not open the others (decision 0008).
 */
export type Reach = readonly OrganisationId[] | undefined;

/** An account, as far as it is proved. */
export interface Self {
	readonly account: Account;
	readonly reach: Reach;
}

/** An account that asks for something, with the session it asks by when there is one: what it joins is opened to that session too. */
export interface AccountCaller extends Self {
	readonly session?: { readonly id: SessionId } | undefined;
}

/** Whether what is proved opens this organisation. */
export function reaches(reach: Reach, organisationId: OrganisationId): boolean {
	return reach === undefined || reach.includes(organisationId);
}
