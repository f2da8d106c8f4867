import {
	type Clock,
	type Log,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import { createFakeTransact } from "@quarterdeck/runtime/fakes";
import type { Audit } from "../audit/index.ts";
import type { CommandRecords } from "./command-records.ts";
import { createFakeCommandStore } from "./command-store.fake.ts";
import { assembleCommandRecords } from "./commands.wiring.ts";
import { createFakeLivingProcesses } from "./living-processes.fake.ts";

/** The room in memory. A process is dead once it is in `dead`. */
export function createFakeCommandRecords(given: {
	readonly audit: Audit;
	readonly clock?: Clock;
	readonly log?: Log;
	readonly transact?: Transact;
	readonly dead?: Set<string>;
}): CommandRecords {
	return assembleCommandRecords({
		audit: given.audit,
		clock: given.clock ?? systemClock,
		log: given.log ?? silentLog,
		commandStore: createFakeCommandStore(),
		processes: createFakeLivingProcesses(given.dead ?? new Set()),
		transact: given.transact ?? createFakeTransact(),
	});
}
