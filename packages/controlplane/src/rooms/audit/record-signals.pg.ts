import type { OrganisationId } from "@quarterdeck/contract";
import type { RawBuilder } from "kysely";
import {
	type ChangeSignals,
	signalling,
} from "../../plumbing/postgres/index.ts";
import type { RecordSignals } from "./record-signals.ts";

const channel = "audit";

/** Signals by notification, which the statement that appends a record sends along. */
export function createPgRecordSignals(signals: ChangeSignals): RecordSignals {
	return {
		follow: (onGrown) =>
			signals.follow(channel, (payload) =>
				onGrown(payload as OrganisationId | undefined),
			),
	};
}

/** What the appending statement returns. PostgreSQL sends it once for a transaction, when that commits. */
export function tellGrown(organisationId: string): RawBuilder<unknown> {
	return signalling(channel, organisationId);
}
