export type { Audit } from "./audit.ts";
export { type AuditCode, auditCodes, isAuditCode } from "./audit-codes.ts";
export {
	type AuditEvent,
	type AuditFilter,
	type AuditOrder,
	type AuditOutcome,
	type AuditRecord,
	type AuditWho,
	type AuditWordsReader,
	auditOutcomes,
	type PublicFacts,
} from "./audit-record.ts";
export {
	type ChainEntry,
	type ChainHead,
	canonicalJson,
	factsDigest,
	recordOf,
	storableText,
} from "./chain.ts";
export type { HeadCopies } from "./head-copies.ts";
export type { LostHead } from "./lost-heads.ts";
export { holdsWords, readSearchWords } from "./search-words.ts";
export { createSignHeadsJob } from "./sign-heads.job.ts";
export type { SignedHead } from "./signed-head.ts";
export type { ChainVerification, VerifiedHead } from "./verify-chain.ts";
