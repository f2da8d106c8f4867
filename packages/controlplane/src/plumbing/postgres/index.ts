export {
	type ChangeSignals,
	createSignals,
	openChangeSignals,
	signalling,
} from "./change-signals.ts";
export {
	createDatabase,
	type Database,
	type DatabaseOptions,
} from "./database.ts";
export { asDatabaseError, breaksConstraint } from "./database-error.ts";
export { createLeases, stillHolds } from "./leases.ts";
export {
	type LedList,
	type ListFilter,
	readLedList,
} from "./led-list.ts";
export { type MigrationResult, migrate } from "./migrate.ts";
export { type Nullable, undefinedFor } from "./nullable-row.ts";
export {
	holdsLease,
	isProcessAlive,
	keepProcessLease,
} from "./process-lease.ts";
export { afterCommit, send, sendBehind, sqlOf } from "./transaction.ts";
