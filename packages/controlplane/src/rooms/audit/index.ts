export type { Audit } from "./audit.ts";
export { type AuditCode, auditCodes, isAuditCode } from "./audit-codes.ts";
export {
	type AuditEvent,
	type AuditFilter,
	type AuditRecord,
	type AuditWho,
	auditOutcomes,
	type PublicFacts,
} from "./audit-record.ts";
export { type ChainEntry, canonicalJson, storableText } from "./chain.ts";
export { holdsWords, readSearchWords } from "./search-words.ts";
export type { ChainVerification } from "./verify-chain.ts";
