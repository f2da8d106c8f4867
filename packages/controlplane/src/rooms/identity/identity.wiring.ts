import type { ProcessId } from "@quarterdeck/contract";
import type { Clock, NewId } from "@quarterdeck/runtime";
import {
	type ChangeSignals,
	createSignals,
	type Database,
} from "../../plumbing/postgres/index.ts";
import type { Audit } from "../audit/index.ts";
import type { Identity } from "./identity.ts";
import type { IdentitySettings } from "./identity-deps.ts";
import { identityNewsChannel } from "./identity-news.ts";
import { identityOver } from "./identity-over.ts";
import { createPgIdentityStores } from "./identity-stores.pg.ts";

/** The room over PostgreSQL. */
export function createIdentity(deps: {
	readonly database: Database;
	readonly signals: ChangeSignals;
	readonly audit: Audit;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly processId: ProcessId;
	readonly settings: IdentitySettings;
}): Identity {
	return identityOver({
		...deps,
		...createPgIdentityStores(deps.database),
		news: createSignals(deps.signals, identityNewsChannel),
		transact: deps.database.transact,
	});
}
