import { type Clock, silentLog, systemClock } from "@quarterdeck/runtime";
import type { Database } from "../../plumbing/postgres/index.ts";
import type { Audit } from "../audit/index.ts";
import type { FigureWindows } from "./command-figures.pg.ts";
import type { CommandRecords } from "./command-records.ts";
import { createPgCommandStore } from "./command-store.pg.ts";
import { assembleCommandRecords } from "./commands.wiring.ts";
import { createFakeLivingProcesses } from "./living-processes.fake.ts";

/** The room over a test's database. A process is dead once it is in `dead`; a page looks at `window` commands at most. */
export function stageCommandRecords(given: {
	readonly database: Database;
	readonly audit: Audit;
	readonly clock?: Clock;
	readonly dead?: ReadonlySet<string>;
	readonly window?: number;
	readonly figureWindows?: FigureWindows;
}): CommandRecords {
	const { database, audit } = given;
	return assembleCommandRecords({
		audit,
		clock: given.clock ?? systemClock,
		log: silentLog,
		commandStore: createPgCommandStore(
			database,
			given.window,
			given.figureWindows,
		),
		processes: createFakeLivingProcesses(given.dead ?? new Set()),
		transact: database.transact,
	});
}
