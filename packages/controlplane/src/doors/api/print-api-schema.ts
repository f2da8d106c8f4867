import { lexicographicSortSchema, printSchema } from "graphql";
import { createSchema } from "./schema/create-schema.ts";

/** The schema as text, sorted, as it is checked in: a difference is a review. */
export function printApiSchema(): string {
	return `${printSchema(lexicographicSortSchema(createSchema()))}\n`;
}
