import { z } from "zod";

/**
 * What a configuration may refer to, by the agent's own file: whoever can write a configuration can hand what is allowed here to any
 * plugin, and so read it. Nothing is allowed unless it is named.
 */
export const secretLimitsSchema = z.strictObject({
	env: z
		.array(
			z
				.string()
				.max(255)
				.regex(
					/^[A-Za-z_][A-Za-z0-9_]*\*?$/,
					"is not the name of a variable, or its beginning with * behind it",
				),
		)
		.max(1000)
		.default([])
		.describe(
			"variables of the agent that a configuration may refer to; * at the end matches any characters",
		),
	folder: z
		.string()
		.min(1)
		.max(4096)
		.optional()
		.describe("folder whose files a configuration may refer to"),
	kubernetes: z
		.boolean()
		.default(false)
		.describe(
			"whether a configuration may refer to Secrets of the agent's namespace that have the label quarterdeck.dev/referable=true",
		),
});
export type SecretLimits = z.output<typeof secretLimitsSchema>;
