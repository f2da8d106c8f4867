import type {
	ApiTokenId,
	ClusterId,
	MachineTokenId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Account } from "./account.ts";
import type { ApiTokenView, MachineToken } from "./machine-token.ts";
import type { Membership, Organisation } from "./person.ts";

export interface ApiToken extends ApiTokenView {
	readonly organisationId: OrganisationId;
	readonly personId: PersonId;
	readonly secretHash: string;
	readonly endedAt: Date | undefined;
}

/** A token with whom it speaks for. */
export interface FoundToken extends Membership {
	readonly token: ApiToken;
	readonly account: Account;
}

export interface StoredMachineToken extends MachineToken {
	readonly secretHash: string;
	readonly madeBy: PersonId;
	readonly endedAt: Date | undefined;
}

export interface FoundMachineToken {
	readonly token: StoredMachineToken;
	readonly organisation: Organisation;
}

/** A page of tokens that have not ended, newest first. */
export interface TokenPage {
	readonly limit: number;
	readonly beforeId?: string | undefined;
	/** Those that ended by then are left out. */
	readonly at: Date;
}

export interface TokenUse<I extends string = string> {
	readonly id: I;
	readonly at: Date;
}

/** Where API tokens and machine tokens lie. */
export interface TokenStore {
	insertApiToken(tx: Transaction, token: ApiToken): Promise<void>;
	/** The token behind an id, with its person; of any organisation, for it is what tells the organisation. */
	findApiToken(id: ApiTokenId): Promise<FoundToken | undefined>;
	listApiTokens(
		organisationId: OrganisationId,
		personId: PersonId,
		page: TokenPage,
		tx?: Transaction,
	): Promise<readonly ApiToken[]>;
	/** Ends tokens of a person, all or the one; the ids of those this call ended. */
	endApiTokens(
		tx: Transaction,
		organisationId: OrganisationId,
		personId: PersonId,
		only: ApiTokenId | undefined,
		at: Date,
	): Promise<readonly ApiTokenId[]>;
	/** Of these tokens, those that have ended by then or never were. */
	endedAmong(
		ids: readonly ApiTokenId[],
		at: Date,
	): Promise<readonly ApiTokenId[]>;
	/** Notes the use of tokens by the id nobody but their bearers know; a write lost here costs nothing. */
	touchApiTokens(uses: readonly TokenUse<ApiTokenId>[]): Promise<void>;

	insertMachineToken(tx: Transaction, token: StoredMachineToken): Promise<void>;
	findMachineToken(id: MachineTokenId): Promise<FoundMachineToken | undefined>;
	listMachineTokens(
		organisationId: OrganisationId,
		clusterId: ClusterId,
		page: TokenPage,
		tx?: Transaction,
	): Promise<readonly StoredMachineToken[]>;
	/** Ends the one, or all of a cluster; those this call ended. */
	endMachineTokens(
		tx: Transaction,
		organisationId: OrganisationId,
		which:
			| { readonly id: MachineTokenId }
			| { readonly clusterId: ClusterId }
			| { readonly madeBy: PersonId },
		at: Date,
	): Promise<readonly StoredMachineToken[]>;
	touchMachineTokens(uses: readonly TokenUse<MachineTokenId>[]): Promise<void>;
}
