import { lexicographicSortSchema, printSchema } from "graphql";
import { createSchema } from "./schema/create-schema.ts";

/** The schema as text, sorted, in the form the house's formatter gives it, as it is checked in: a difference is a review. */
export function printApiSchema(): string {
	const printed = printSchema(lexicographicSortSchema(createSchema()));
	return `${printed}\n`
		.replace(/^( *)"""(.+)"""$/gm, '$1"""\n$1$2\n$1"""')
		.replace(/^(?: {2})+/gm, (blanks) => "\t".repeat(blanks.length / 2))
		.replace(/^\t(\w+)\((.+)\): (.+)$/gm, wrapArguments);
}

const lineWidth = 80;

function wrapArguments(
	line: string,
	name: string,
	given: string,
	type: string,
): string {
	if (line.length < lineWidth) return line;
	const list = given.split(", ").map((argument) => `\t\t${argument}\n`);
	return `\t${name}(\n${list.join("")}\t): ${type}`;
}
