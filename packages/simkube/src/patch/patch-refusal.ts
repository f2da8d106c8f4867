import { StatusError } from "../status-error.ts";

/** The patch itself cannot be read: 400, with the reader's words. */
export function badPatch(message: string): StatusError {
	return new StatusError({ code: 400, reason: "BadRequest", message });
}

/** The patch can be read but not applied. A real server keeps the cause to itself and answers this. */
export function inapplicablePatch(): StatusError {
	return new StatusError({
		code: 422,
		reason: "Invalid",
		message: "the server rejected our request due to an error in our request",
		details: {},
	});
}

/** The name Go gives the JSON type of `value` in its messages. */
export function goTypeOf(value: unknown): string {
	if (Array.isArray(value)) return "array";
	if (typeof value === "boolean") return "bool";
	return value === null ? "null" : typeof value;
}
