import type { StatusCause } from "../status-error.ts";
import { goValue } from "./go-syntax.ts";

/** The kinds of problem a field can have, in the words of apimachinery's `field` package. */

/** `shown` is the value as the message quotes it, already in Go's syntax. */
export function invalidAs(
	field: string,
	shown: string,
	detail: string,
): StatusCause {
	return {
		reason: "FieldValueInvalid",
		message: `Invalid value: ${shown}: ${detail}`,
		field,
	};
}

export function invalid(
	field: string,
	value: unknown,
	detail: string,
): StatusCause {
	return invalidAs(field, goValue(value), detail);
}

export function required(field: string, detail = ""): StatusCause {
	return {
		reason: "FieldValueRequired",
		message: detail === "" ? "Required value" : `Required value: ${detail}`,
		field,
	};
}

export function unsupported(
	field: string,
	value: unknown,
	supported: readonly string[],
): StatusCause {
	const shown = supported.map((one) => JSON.stringify(one)).join(", ");
	return {
		reason: "FieldValueNotSupported",
		message: `Unsupported value: ${goValue(value)}: supported values: ${shown}`,
		field,
	};
}

export function duplicate(field: string, value: unknown): StatusCause {
	return {
		reason: "FieldValueDuplicate",
		message: `Duplicate value: ${goValue(value)}`,
		field,
	};
}

export function notFound(field: string, value: unknown): StatusCause {
	return {
		reason: "FieldValueNotFound",
		message: `Not found: ${goValue(value)}`,
		field,
	};
}

export function forbidden(field: string, detail: string): StatusCause {
	return {
		reason: "FieldValueForbidden",
		message: `Forbidden: ${detail}`,
		field,
	};
}

export function tooLong(field: string, maxBytes: number): StatusCause {
	return {
		reason: "FieldValueTooLong",
		message: `Too long: may not be more than ${maxBytes} bytes`,
		field,
	};
}

export function tooMany(
	field: string,
	actual: number,
	max: number,
): StatusCause {
	return {
		reason: "FieldValueTooMany",
		message: `Too many: ${actual}: must have at most ${max} items`,
		field,
	};
}

export function wrongType(
	field: string,
	value: unknown,
	detail: string,
): StatusCause {
	return {
		reason: "FieldValueTypeInvalid",
		message: `Invalid value: ${goValue(value)}: ${detail}`,
		field,
	};
}

/** One problem per refusal of a name-like text. */
export function invalidText(
	field: string,
	text: string,
	refusals: readonly string[],
): StatusCause[] {
	return refusals.map((refusal) => invalid(field, text, refusal));
}

/** A required field that must hold one of a few words; `""` and missing are the same. */
export function oneOf(
	field: string,
	value: unknown,
	supported: readonly string[],
): StatusCause[] {
	if (value === undefined || value === null || value === "")
		return [required(field)];
	return supported.includes(String(value))
		? []
		: [unsupported(field, value, supported)];
}

/** An optional number that must not be below zero. */
export function notNegative(field: string, value: unknown): StatusCause[] {
	return typeof value === "number" && value < 0
		? [invalid(field, value, "must be greater than or equal to 0")]
		: [];
}

/** A port's number. */
export function portNumber(field: string, value: unknown): StatusCause[] {
	return typeof value === "number" && value >= 1 && value <= 65_535
		? []
		: [invalid(field, value ?? 0, "must be between 1 and 65535, inclusive")];
}
