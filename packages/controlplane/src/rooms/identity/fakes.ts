import {
	type Clock,
	createNewId,
	type NewId,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import {
	createFakeSignals,
	createFakeTransact,
} from "@quarterdeck/runtime/fakes";
import { createFakeAudit } from "../audit/fakes.ts";
import type { Audit } from "../audit/index.ts";
import type { Identity } from "./identity.ts";
import {
	defaultIdentitySettings,
	type IdentitySettings,
} from "./identity-deps.ts";
import { identityOver } from "./identity-over.ts";
import { createFakeIdentityStores } from "./identity-stores.fake.ts";

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
		news: createFakeSignals(),
		audit: given.audit ?? createFakeAudit({ clock, newId }),
		transact: given.transact ?? createFakeTransact(),
		clock,
		newId,
		processId: newId("process"),
		settings: given.settings ?? defaultIdentitySettings,
	});
}
