export {
	type ChangeSignals,
	createSignals,
	openChangeSignals,
	signalling,
} from "./change-signals.ts";
export { checkDatabaseUrl } from "./check-database-url.ts";
export {
	createDatabase,
	type Database,
} from "./database.ts";
export { createDatabaseClock, type DatabaseClock } from "./database-clock.ts";
export { createDatabaseProbe } from "./database-probe.ts";
export { grantRights } from "./grant-rights.ts";
export { createLeases } from "./leases.ts";
export {
	type LedList,
	type ListFilter,
	readLedList,
} from "./led-list.ts";
export { migrate } from "./migrate.ts";
export { type Nullable, undefinedFor } from "./nullable-row.ts";
export {
	isProcessAlive,
	keepProcessLease,
} from "./process-lease.ts";
export { afterCommit, send, sendBehind, sqlOf } from "./transaction.ts";
