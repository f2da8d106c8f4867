import type { Clock } from "@quarterdeck/runtime";
import {
	type Database,
	isProcessAlive,
} from "../../plumbing/postgres/index.ts";
import type { LivingProcesses } from "./living-processes.ts";

/** A process lives while its session holds its lease. */
export function createPgLivingProcesses(deps: {
	readonly database: Database;
	readonly clock: Clock;
}): LivingProcesses {
	return { isProcessAlive: (processId) => isProcessAlive(deps, processId) };
}
