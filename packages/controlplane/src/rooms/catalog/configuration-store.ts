import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type {
	ConfigurationSummary,
	ConfigurationVersion,
} from "./configuration.ts";

/** A version as it is kept. */
export interface StoredConfiguration extends ConfigurationVersion {
	readonly organisationId: OrganisationId;
	readonly authorId: string;
	readonly createdAt: Date;
}

/** Where configurations lie: append only, numbered from 1 in each organisation. */
export interface ConfigurationStore {
	/** Waits for those who are applying a version in this organisation and keeps them out until the transaction ends. */
	lock(tx: Transaction, organisationId: OrganisationId): Promise<void>;
	insert(tx: Transaction, configuration: StoredConfiguration): Promise<void>;
	/** The number of the newest version; 0 when there is none. */
	currentVersion(
		organisationId: OrganisationId,
		tx?: Transaction,
	): Promise<number>;
	find(
		organisationId: OrganisationId,
		version: number,
		tx?: Transaction,
	): Promise<StoredConfiguration | undefined>;
	/** Newest first, below a version when given; without their texts. */
	list(
		organisationId: OrganisationId,
		page: { readonly limit: number; readonly below?: number | undefined },
	): Promise<readonly ConfigurationSummary[]>;
}
