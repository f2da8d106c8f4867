import { z } from "zod";

const facts = {
	description: z.string().max(200).default("").describe("What it is for."),
};
const value = z
	.string()
	.min(1)
	.max(1024)
	.regex(/^[^-\0][^\0]*$/, "must not begin with -");

/** What a person may give for one argument of a command. */
export const declaredArgumentSchema = z.discriminatedUnion("type", [
	z.strictObject({
		type: z.literal("enum"),
		values: z
			.array(value)
			.min(1)
			.max(100)
			.describe("The values to choose from."),
		default: value.optional(),
		...facts,
	}),
	z.strictObject({
		type: z.literal("integer"),
		min: z.int(),
		max: z.int(),
		default: z.int().optional(),
		...facts,
	}),
	z.strictObject({
		type: z.literal("text"),
		pattern: z
			.string()
			.min(1)
			.max(200)
			.describe(
				"Of the whole text: characters, classes and repetitions, such as [a-z0-9]{1,20}.",
			),
		maxLength: z.int().min(1).max(1024).default(100),
		default: value.optional(),
		...facts,
	}),
	z.strictObject({
		type: z.literal("name").describe("The name of a Kubernetes object."),
		default: value.optional(),
		...facts,
	}),
	z.strictObject({
		type: z.literal("namespace"),
		default: value.optional(),
		...facts,
	}),
]);
export type DeclaredArgument = z.output<typeof declaredArgumentSchema>;
