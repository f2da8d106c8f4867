import {
	type ChainEntry,
	canonicalJson,
	type SignedHead,
} from "../../rooms/audit/index.ts";
import type { ShownEntry } from "./entries-for-reader.ts";

/** How records are written into a file. */
export interface AuditExportFormat {
	readonly contentType: string;
	/** What stands before the first record. */
	readonly head: string;
	line(entry: ShownEntry): string;
	/** A signed head, behind the last record of a whole chain; absent where a format has no place for it. */
	headLine?(head: SignedHead): string;
}

const columns = [
	"seq",
	"id",
	"at",
	"code",
	"outcome",
	"whoKind",
	"whoId",
	"whoEmail",
	"subjectId",
	"clusterIds",
	"clusterNames",
	"channel",
	"processId",
	"durationMs",
	"digest",
	"ref",
	"facts",
	"organisationId",
	"previousHash",
	"hash",
] as const satisfies readonly (keyof ChainEntry)[];

/**
 * jsonl: each record letter for letter as it is hashed, so that the chain can be verified without us: hash = SHA-256 (hex) over
 * previousHash followed by the line's object without hash and previousHash, keys sorted, no white space. Where the line has factsSalt,
 * the member factsDigest = SHA-256 (hex) over factsSalt followed by facts stands in the place of both. A record whose words the reader
 * may not see has the members `withheld` and factsDigest, so its hash can be computed all the same; one that was written without a salt
 * has no factsDigest, and cannot be verified. Behind the last record of a whole chain stand its signed heads, each as the object
 * `signedHead`.
 * csv: RFC 4180, for spreadsheets. What one of them would take for a formula is made text by an apostrophe, so a cell may differ from
 * the record: it is not for verifying.
 */
export const auditExportFormats = {
	jsonl: {
		contentType: "application/jsonl; charset=utf-8",
		head: "",
		line: (entry) => `${canonicalJson(entry)}\n`,
		headLine: (signedHead) => `${canonicalJson({ signedHead })}\n`,
	},
	csv: {
		contentType: "text/csv; charset=utf-8; header=present",
		head: `${columns.join(",")}\r\n`,
		line: (entry) =>
			`${columns.map((name) => csvCell(entry[name])).join(",")}\r\n`,
	},
} as const satisfies Record<string, AuditExportFormat>;

export type AuditExportFormatName = keyof typeof auditExportFormats;

/** Spreadsheets take the wide forms of East Asian scripts for the signs, and skip what is blank before them. */
const formula = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;

/** A list is written with spaces between its members. */
export function csvCell(
	value: string | number | readonly string[] | null,
): string {
	if (typeof value === "number") return String(value);
	const text = typeof value === "string" ? value : (value ?? []).join(" ");
	const defused = formula.test(text) ? `'${text}` : text;
	return /[",\r\n]/.test(defused)
		? `"${defused.replaceAll('"', '""')}"`
		: defused;
}
