import type { OrganisationId, SilenceId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Silence } from "./silence.ts";

/** Silences, also those that ended. */
export interface SilenceStore {
	/** How many hold at the instant; others of the organisation wait until the transaction ends. */
	countActive(
		tx: Transaction,
		organisationId: OrganisationId,
		at: Date,
	): Promise<number>;
	insert(
		tx: Transaction,
		organisationId: OrganisationId,
		silence: Silence,
	): void;
	/** Ends one that holds. @returns it as it is then, or undefined when there is none. */
	end(
		tx: Transaction,
		organisationId: OrganisationId,
		id: SilenceId,
		by: { readonly email: string; readonly at: Date },
	): Promise<Silence | undefined>;
	/** Those that hold. */
	listActive(
		organisationId: OrganisationId,
		at: Date,
		tx?: Transaction,
	): Promise<readonly Silence[]>;
	/** Those that end last first, ended ones too. */
	list(
		organisationId: OrganisationId,
		page: {
			readonly limit: number;
			readonly behind:
				| { readonly at: Date; readonly id: SilenceId }
				| undefined;
		},
	): Promise<readonly Silence[]>;
	/** Removes those that ended before. */
	sweep(before: Date): Promise<void>;
}
