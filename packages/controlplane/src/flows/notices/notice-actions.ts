import type { OrganisationId } from "@quarterdeck/contract";
import type { Configuration } from "@quarterdeck/contract/configuration";
import type { Transaction } from "@quarterdeck/runtime";
import type { Cluster } from "../../rooms/fleet/index.ts";
import type { ArrivedNotice } from "../../rooms/notices/index.ts";

/** What is done about notices by itself. */
export interface NoticeActions {
	/** Decides about notices that are kept for the first time, in the transaction that keeps them. @returns whether something is to be done. */
	plan(
		tx: Transaction,
		organisationId: OrganisationId,
		notices: {
			readonly configuration: Configuration;
			readonly cluster: Cluster;
			readonly kept: readonly ArrivedNotice[];
			/** The console channel that hears of a group first; undefined when none does. */
			readonly channelOf: (group: string) => string | undefined;
		},
	): Promise<boolean>;
	/** Something is to be done. */
	wake(): void;
}
