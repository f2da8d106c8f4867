export type { Audit } from "./audit.ts";
export { type AuditCode, auditCodes, isAuditCode } from "./audit-codes.ts";
export {
	type AuditEvent,
	type AuditFilter,
	type AuditOutcome,
	type AuditRecord,
	type AuditWho,
	auditOutcomes,
	type PublicFacts,
} from "./audit-record.ts";
export { type ChainEntry, canonicalJson } from "./chain.ts";
export {
	type CloseCommand,
	type CloseRun,
	type CommandEndState,
	type CommandFilter,
	type CommandOrigin,
	type CommandRecord,
	type CommandRun,
	type CommandState,
	commandStates,
	type EndRun,
	type OpenCommand,
	type OpenRun,
	stateFromRuns,
} from "./command-record.ts";
export { createAudit, createFakeAudit } from "./create-audit.ts";
export {
	afterTransaction,
	createFakeTransact,
	lockInTransaction,
	onRollback,
	putInTransaction,
} from "./fake-transaction.ts";
export { commandCursor } from "./list-commands.ts";
export type { LivingProcesses } from "./living-processes.ts";
export type { OpenedCommand } from "./open-command.ts";
export {
	maxPageSize,
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "./page.ts";
export type { ChainVerification } from "./verify-chain.ts";
