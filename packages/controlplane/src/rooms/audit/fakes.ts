import type { OrganisationId } from "@quarterdeck/contract";
import {
	type Clock,
	createNewId,
	type Log,
	type NewId,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import {
	createFakeSignals,
	createFakeTransact,
} from "@quarterdeck/runtime/fakes";
import type { Audit } from "./audit.ts";
import { assembleAudit } from "./audit.wiring.ts";
import {
	createFakeAuditStore,
	type FakeAuditStore,
} from "./audit-store.fake.ts";

/** The room in memory; `store` lets a test tamper. */
export function createFakeAudit(
	given: {
		readonly clock?: Clock;
		readonly newId?: NewId;
		readonly log?: Log;
		readonly transact?: Transact;
	} = {},
): Audit & { readonly store: FakeAuditStore } {
	const clock = given.clock ?? systemClock;
	const signals = createFakeSignals<OrganisationId>();
	const auditStore = createFakeAuditStore(signals.tell);
	const audit = assembleAudit({
		auditStore,
		signals,
		clock,
		newId: given.newId ?? createNewId(clock),
		log: given.log ?? silentLog,
		transact: given.transact ?? createFakeTransact(),
	});
	return { ...audit, store: auditStore };
}
