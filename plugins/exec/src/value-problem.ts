import { nearestName } from "@quarterdeck/contract";
import type { DeclaredArgument } from "./declared-argument.schema.ts";
import { readPattern } from "./text-pattern.ts";

const label = "[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?";
const namespace = new RegExp(`^${label}$`);
const objectName = new RegExp(`^${label}(?:\\.${label})*$`);

/** What is wrong with a person's value, or undefined. */
export function valueProblem(
	argument: DeclaredArgument,
	value: string,
): string | undefined {
	switch (argument.type) {
		case "enum":
			return argument.values.includes(value)
				? undefined
				: enumProblem(argument.values, value);
		case "integer":
			return isWithin(argument, value)
				? undefined
				: `must be a whole number from ${argument.min} to ${argument.max}`;
		case "text":
			if ([...value].length > argument.maxLength)
				return `must have at most ${argument.maxLength} characters`;
			return readPattern(argument.pattern)(value)
				? undefined
				: `must match ${argument.pattern}`;
		case "name":
			return value.length <= 253 && objectName.test(value)
				? undefined
				: "must be the name of a Kubernetes object";
		case "namespace":
			return namespace.test(value)
				? undefined
				: "must be the name of a namespace";
	}
}

function enumProblem(values: readonly string[], value: string): string {
	const nearest = nearestName(value, values);
	const hint = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
	return `must be one of ${values.join(", ")}.${hint}`;
}

function isWithin(
	{ min, max }: { readonly min: number; readonly max: number },
	value: string,
): boolean {
	// No other spelling of a number: the program is handed the person's own characters.
	const number = Number(value);
	return (
		/^(?:0|-?[1-9]\d{0,14})$/.test(value) && number >= min && number <= max
	);
}
