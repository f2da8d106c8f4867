import type { ProcessId } from "@quarterdeck/contract";
import {
	type Clock,
	createNewId,
	type NewId,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import type { ChangeSignals, Database } from "../../plumbing/postgres/index.ts";
import {
	type Audit,
	createFakeAudit,
	createFakeTransact,
} from "../audit/index.ts";
import type { Identity } from "./identity.ts";
import {
	defaultIdentitySettings,
	type IdentitySettings,
} from "./identity-deps.ts";
import { createFakeIdentityNews } from "./identity-news.fake.ts";
import { createPgIdentityNews } from "./identity-news.pg.ts";
import { identityOver } from "./identity-over.ts";
import { createFakeIdentityStores } from "./identity-stores.fake.ts";
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
		news: createPgIdentityNews(deps.signals),
		transact: deps.database.transact,
	});
}

/** The room in memory. */
export function createFakeIdentity(
	given: {
		readonly clock?: Clock;
		readonly newId?: NewId;
		readonly audit?: Audit;
		readonly transact?: Transact;
		readonly settings?: IdentitySettings;
	} = {},
): Identity {
	const clock = given.clock ?? systemClock;
	const newId = given.newId ?? createNewId(clock);
	return identityOver({
		...createFakeIdentityStores(),
		news: createFakeIdentityNews(),
		audit: given.audit ?? createFakeAudit({ clock, newId }),
		transact: given.transact ?? createFakeTransact(),
		clock,
		newId,
		processId: newId("process"),
		settings: given.settings ?? defaultIdentitySettings,
	});
}
