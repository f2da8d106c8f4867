import { createHash } from "node:crypto";
import { canonical, type ExportLine } from "./export-lines.ts";
import type { NotedHead } from "./noted-head.ts";

/** A record of an export that is proved to be as it was written. */
export interface ProvedRecord extends NotedHead {
	readonly organisationId: string;
	readonly at: string;
	/** Its words are not there; everything else is proved. */
	readonly isWithheld: boolean;
}

/** The record behind `before`, or why the line is not it. */
export function proveRecord(
	before: NotedHead & { readonly organisationId?: string },
	line: ExportLine,
): ProvedRecord | string {
	const { seq, hash, previousHash, organisationId, at } = line;
	if (seq !== before.seq + 1)
		return before.seq === 0
			? "it does not begin with record 1: only an export without filters can be verified"
			: `record ${before.seq + 1} is missing`;
	const fields = hashedFields(line);
	if (typeof fields === "string") return `record ${seq} ${fields}`;
	const computed = createHash("sha256")
		.update(before.hash)
		.update(canonical(fields))
		.digest("hex");
	if (previousHash !== before.hash || hash !== computed)
		return `record ${seq} was altered`;
	if (organisationId !== (before.organisationId ?? organisationId))
		return `record ${seq} is of another organisation than the one before it`;
	return {
		seq,
		hash: computed,
		organisationId: String(organisationId),
		at: String(at),
		isWithheld: Object.hasOwn(line, "withheld"),
	};
}

/** What the hash of a record is over, from what the line says of it; or why that cannot be known. Nothing in a line skips the check. */
function hashedFields(line: ExportLine): ExportLine | string {
	const {
		hash: _hash,
		previousHash: _previousHash,
		factsSalt,
		withheld,
		...fields
	} = line;
	if (withheld !== undefined) return fieldsWithoutWords(line, fields);
	if (typeof fields.facts !== "string" || fields.factsDigest !== undefined)
		return "has no facts, and does not say that they are withheld";
	if (factsSalt === undefined) return fields;
	if (typeof factsSalt !== "string" || !/^[0-9a-f]{32}$/.test(factsSalt))
		return "has a factsSalt that no record has";
	const { facts, ...rest } = fields;
	const factsDigest = createHash("sha256")
		.update(factsSalt)
		.update(facts)
		.digest("hex");
	return { ...rest, factsDigest };
}

function fieldsWithoutWords(
	{ withheld, factsSalt }: ExportLine,
	{ facts, ...rest }: ExportLine,
): ExportLine | string {
	const { channel, code, factsDigest } = rest;
	if (typeof channel !== "string")
		return `(${code}) was said in no channel, so nothing of it is ever withheld: the file was altered`;
	if (
		canonical(withheld) !== '["facts"]' ||
		facts !== null ||
		factsSalt !== undefined
	)
		return "withholds something other than its words: the file was altered";
	if (factsDigest === undefined)
		return "was exported without its words, and without the digest that would prove the rest of it: it was written or exported by a Quarterdeck that did not hash words apart. An export by the owner of the organisation can be verified";
	return rest;
}
