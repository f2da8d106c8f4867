import type {
	ApiTokenId,
	ClusterId,
	MachineTokenId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { ApiTokenView, MachineToken } from "./token.ts";

export interface ApiToken extends ApiTokenView {
	readonly organisationId: OrganisationId;
	readonly personId: PersonId;
	readonly secretHash: string;
	readonly endedAt: Date | undefined;
}

export interface StoredMachineToken extends MachineToken {
	readonly secretHash: string;
	readonly madeBy: PersonId;
	readonly endedAt: Date | undefined;
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
	/** The token behind an id that nobody but its bearer knows; of any organisation. */
	findApiToken(id: ApiTokenId): Promise<ApiToken | undefined>;
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
	findMachineToken(id: MachineTokenId): Promise<StoredMachineToken | undefined>;
	listMachineTokens(
		organisationId: OrganisationId,
		clusterId: ClusterId,
		page: TokenPage,
		tx?: Transaction,
	): Promise<readonly StoredMachineToken[]>;
	/** Tokens of any cluster that end in this time, the first to end first. */
	endingMachineTokens(
		organisationId: OrganisationId,
		time: { readonly from: Date; readonly before: Date },
		limit: number,
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
