import { StatusError } from "../status-error.ts";
import { labelValueRefusals, qualifiedNameRefusals } from "../valid-names.ts";

export type LabelOperator =
	| "in"
	| "notin"
	| "="
	| "=="
	| "!="
	| "gt"
	| "lt"
	| "exists"
	| "!";

export type LabelMatch = (
	labels: Record<string, string> | undefined,
) => boolean;

/** The refusal of a selector that cannot be read: 400, with the parser's words. */
export function badSelector(message: string): StatusError {
	return new StatusError({ code: 400, reason: "BadRequest", message });
}

/** Throws (400) when `key` cannot be a label's key; the parser names no path, so the text starts with `<nil>`. */
export function assertLabelKey(key: string, path = "<nil>"): void {
	const refusals = qualifiedNameRefusals(key);
	if (refusals.length > 0)
		throw badSelector(
			`unable to parse requirement: ${path}: Invalid value: ${JSON.stringify(key)}: ${refusals.join("; ")}`,
		);
}

/** One requirement as a predicate. Throws (400) when a value cannot be a label's value. */
export function labelRequirement(
	key: string,
	operator: LabelOperator,
	values: readonly string[],
): LabelMatch {
	assertValues(key, operator, values);
	const wanted = new Set(values);
	const value = (labels: Record<string, string> | undefined) =>
		labels !== undefined && Object.hasOwn(labels, key)
			? labels[key]
			: undefined;
	switch (operator) {
		case "exists":
			return (labels) => value(labels) !== undefined;
		case "!":
			return (labels) => value(labels) === undefined;
		case "in":
		case "=":
		case "==":
			return (labels) => {
				const found = value(labels);
				return found !== undefined && wanted.has(found);
			};
		case "notin":
		case "!=":
			return (labels) => {
				const found = value(labels);
				return found === undefined || !wanted.has(found);
			};
		case "gt":
		case "lt":
			return comparison(value, operator, Number(values[0]));
	}
}

function comparison(
	value: (labels: Record<string, string> | undefined) => string | undefined,
	operator: "gt" | "lt",
	bound: number,
): LabelMatch {
	return (labels) => {
		const found = value(labels);
		if (found === undefined || !/^[+-]?\d+$/.test(found)) return false;
		return operator === "gt" ? Number(found) > bound : Number(found) < bound;
	};
}

function assertValues(
	key: string,
	operator: LabelOperator,
	values: readonly string[],
): void {
	for (const [index, value] of values.entries()) {
		if (operator === "gt" || operator === "lt") {
			if (!/^[+-]?\d+$/.test(value))
				throw badSelector(
					`unable to parse requirement: values[${index}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
				);
			continue;
		}
		const refusals = labelValueRefusals(value);
		if (refusals.length > 0)
			throw badSelector(
				`unable to parse requirement: values[${index}][${key}]: Invalid value: ${JSON.stringify(value)}: ${refusals.join("; ")}`,
			);
	}
}
