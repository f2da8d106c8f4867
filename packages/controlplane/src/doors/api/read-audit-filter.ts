import { AppError, hintFor } from "@quarterdeck/contract";
import {
	type AuditFilter,
	auditCodes,
	auditOutcomes,
	isAuditCode,
} from "../../rooms/audit/index.ts";

/** A filter of records as clients write it. */
interface WrittenAuditFilter {
	readonly person?: string | null | undefined;
	readonly cluster?: string | null | undefined;
	readonly code?: string | null | undefined;
	readonly outcome?: string | null | undefined;
	readonly command?: string | null | undefined;
	readonly since?: Date | null | undefined;
	readonly until?: Date | null | undefined;
	readonly text?: string | null | undefined;
}

/** The filter as the room takes it. @throws AppError INPUT_INVALID for a code or an outcome that there is not. */
export function readAuditFilter(written: WrittenAuditFilter): AuditFilter {
	const { code, outcome } = written;
	if (code && !isAuditCode(code))
		throw new AppError("INPUT_INVALID", {
			field: "code",
			reason: `there is no record code ${code.slice(0, 64)}. ${hintFor(code, Object.keys(auditCodes), "codes")}`,
		});
	const known = auditOutcomes.find((one) => one === outcome);
	if (outcome && !known)
		throw new AppError("INPUT_INVALID", {
			field: "outcome",
			reason: `there is no outcome ${outcome.slice(0, 64)}. ${hintFor(outcome, auditOutcomes, "outcomes")}`,
		});
	return {
		email: written.person ?? undefined,
		clusterName: written.cluster ?? undefined,
		code: code && isAuditCode(code) ? code : undefined,
		outcome: known,
		subjectId: written.command ?? undefined,
		from: written.since ?? undefined,
		before: written.until ?? undefined,
		text: written.text ?? undefined,
	};
}
