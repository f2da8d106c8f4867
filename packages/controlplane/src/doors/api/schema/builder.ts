import SchemaBuilder from "@pothos/core";
import { AppError } from "@quarterdeck/contract";
import type { ApiContext } from "../api-context.ts";
import { readInstant } from "../read-instant.ts";

/** Most items of one page. */
const maxFirst = 500;

/**
 * The one builder of the schema. Fields are non-null unless they say otherwise, so that a forgotten word cannot make a
 * client handle an absence that never happens.
 */
export const builder = new SchemaBuilder<{
	DefaultFieldNullability: false;
	Context: ApiContext;
	Scalars: {
		DateTime: { Input: Date; Output: Date };
		JSON: { Input: never; Output: unknown };
		ID: { Input: string; Output: string };
	};
}>({ defaultFieldNullability: false });

builder.scalarType("DateTime", {
	description: "An instant: ISO 8601 in UTC, as 2026-01-02T03:04:05.678Z.",
	serialize: (value) => (value as Date).toISOString(),
	parseValue: (value) => readInstant("DateTime", value),
});

builder.scalarType("JSON", {
	description: "Any JSON value.",
	serialize: (value) => value,
	parseValue() {
		throw new AppError("INPUT_INVALID", {
			field: "JSON",
			reason: "this type cannot be used as input",
		});
	},
});

/** How much of a list is asked for. @throws AppError INPUT_INVALID outside 1 to 500. */
export function pageRequest(args: {
	readonly first?: number | null | undefined;
	readonly after?: string | null | undefined;
}): { readonly first: number; readonly after?: string } {
	const first = args.first ?? 50;
	if (first < 1 || first > maxFirst)
		throw new AppError("INPUT_INVALID", {
			field: "first",
			reason: `expected 1 to ${maxFirst}`,
		});
	return {
		first,
		...(args.after ? { after: args.after } : {}),
	};
}
