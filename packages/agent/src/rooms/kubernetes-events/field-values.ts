import { createHash } from "node:crypto";
import { type FieldPath, valuesAt } from "./field-path.ts";

/** How a missing value is written, as kubectl does. */
export const none = "<none>";
/** Characters of a value that are kept and shown. */
const maxCharacters = 500;

/** The values at a path as one text: separated by commas, `<none>` when there are none; a long one is cut and ends in its digest. */
export function textAt(object: unknown, path: FieldPath): string {
	const values = valuesAt(object, path);
	if (values.length === 0) return none;
	const text = values.map(textOf).join(",");
	return text.length <= maxCharacters
		? text
		: `${text.slice(0, maxCharacters)}… (sha256 ${createHash("sha256").update(text).digest("hex").slice(0, 12)})`;
}

function textOf(value: unknown): string {
	if (value === null) return none;
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Whether a value has changed. What was not there and is false now has not: controllers fill such fields in. */
export function differs(before: string, after: string): boolean {
	return before !== after && !(before === none && after === "false");
}

/** One change for people, in Botkube's form. */
export function diffText(field: string, before: string, after: string): string {
	return `${field}:\n\t-: ${before}\n\t+: ${after}\n`;
}
