import { readDuration } from "@quarterdeck/contract";
import { z } from "zod";
import { declaredArgumentSchema } from "./declared-argument.schema.ts";
import { findPlaceholders, placeholderProblem } from "./placeholders.ts";
import { readPattern } from "./text-pattern.ts";
import { valueProblem } from "./value-problem.ts";

const name = /^[a-z][a-z0-9-]{0,62}$/;
/** The library's own check of keys does not say what is wrong with one. */
function named<Schema extends z.ZodType>(schema: Schema, most: number) {
	return z
		.record(z.string(), schema)
		.refine((all) => Object.keys(all).every((key) => name.test(key)), {
			message:
				"a name has small letters, digits and -, and begins with a letter",
		})
		.refine((all) => Object.keys(all).length <= most, {
			message: `there are more than ${most}`,
		});
}
const argumentSchema = declaredArgumentSchema.superRefine(
	(argument, context) => {
		if (argument.type === "integer" && argument.max < argument.min)
			context.addIssue({ code: "custom", message: "max is less than min" });
		const pattern =
			argument.type === "text" ? patternProblem(argument.pattern) : undefined;
		if (pattern !== undefined)
			context.addIssue({ code: "custom", path: ["pattern"], message: pattern });
		else if (argument.default !== undefined) {
			const problem = valueProblem(argument, String(argument.default));
			if (problem !== undefined)
				context.addIssue({
					code: "custom",
					path: ["default"],
					message: problem,
				});
		}
	},
);

function patternProblem(pattern: string): string | undefined {
	try {
		readPattern(pattern);
		return undefined;
	} catch (error) {
		return `the pattern cannot be read: ${(error as Error).message}`;
	}
}

const mostSeconds = 3600;
const timeout = z
	.string()
	.default("1m")
	.describe("When it is ended, such as 30s or 5m; at most 1h.")
	.refine((text) => (readDuration(text) ?? mostSeconds + 1) <= mostSeconds, {
		message: "must be a duration such as 30s or 5m, of at most 1h",
	});

const commandSchema = z
	.strictObject({
		description: z
			.string()
			.max(500)
			.default("")
			.describe("What it does, for help."),
		program: z
			.string()
			.min(1)
			.max(512)
			.describe(
				"A dependency of the plugin, or an absolute path that the agent allows.",
			),
		args: z
			.array(
				z
					.string()
					.max(4096)
					.regex(/^[^\0]*$/),
			)
			.max(100)
			.default([])
			.describe(
				"The words behind the program. $(name) stands for the value of an argument.",
			),
		arguments: named(argumentSchema, 30).default({}),
		kubeconfig: z
			.boolean()
			.default(false)
			.describe("Whether it is lent the rights of the channel's binding."),
		timeout,
	})
	.superRefine(({ args, arguments: declared }, context) => {
		const known = Object.keys(declared);
		const used = new Set(args.flatMap(findPlaceholders));
		const problems = args.flatMap((word) => {
			const problem = placeholderProblem(word, known);
			return problem === undefined ? [] : [problem];
		});
		for (const unused of known.filter((one) => !used.has(one)))
			problems.push(`the argument ${unused} is used in no word of args`);
		for (const message of problems)
			context.addIssue({ code: "custom", path: ["args"], message });
	});
export type DeclaredCommand = z.output<typeof commandSchema>;

/** What people may run, by name. */
export const execConfigSchema = z.strictObject({
	commands: named(commandSchema, 200)
		.default({})
		.describe("What people may run, by name."),
});
export type ExecConfig = z.output<typeof execConfigSchema>;
