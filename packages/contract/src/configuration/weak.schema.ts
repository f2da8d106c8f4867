import { z } from "zod";

/*
 * Botkube decodes weakly: "true" is a boolean, 2112 a string, a comma list a list (docs/architecture/botkube-compatibility.md#weak-decoding).
 * We do so where only one meaning is possible. Null stands for "not written", as in Go.
 */

const trueWords = ["true", "True", "TRUE", "t", "T", "1"];
const falseWords = ["false", "False", "FALSE", "f", "F", "0"];

export const weakBoolean = z.union(
	[
		z.boolean(),
		z
			.enum([...trueWords, ...falseWords] as [string, ...string[]])
			.transform((word) => trueWords.includes(word)),
	],
	{ error: "expected true or false" },
);

const anyText = z.union([z.string(), z.number(), z.boolean()], {
	error: "expected text",
});

/** Text of at most `limit` characters. */
export function weakText(limit = 4096) {
	return anyText
		.transform(String)
		.pipe(z.string().max(limit, `expected at most ${limit} characters`));
}

/** A whole number within bounds. */
export function weakInteger(minimum: number, maximum: number) {
	const error = `expected a whole number from ${minimum} to ${maximum}`;
	return z
		.union([z.number(), z.string().regex(/^-?\d{1,15}$/)], { error })
		.transform(Number)
		.pipe(z.number().int(error).min(minimum, error).max(maximum, error));
}

const byteUnits = {
	"": 1,
	k: 1000,
	M: 1_000_000,
	G: 1_000_000_000,
	Ki: 1024,
	Mi: 1_048_576,
	Gi: 1_073_741_824,
} as const;

/** Whole bytes within bounds, or Kubernetes' short words for them, such as 256Mi. */
export function weakBytes(minimum: number, maximum: number) {
	const error = `expected bytes such as 256Mi, from ${minimum} to ${maximum}`;
	return z
		.union(
			[z.number(), z.string().regex(/^\d{1,12}(k|M|G|Ki|Mi|Gi)?$/, error)],
			{
				error,
			},
		)
		.transform((given) => {
			const [, count, unit = ""] = /^(\d+)(\D*)$/.exec(String(given)) ?? [];
			return Number(count) * byteUnits[unit as keyof typeof byteUnits];
		})
		.pipe(z.number(error).int(error).min(minimum, error).max(maximum, error));
}

/** A list of texts; one text stands for a list of what is between its commas. */
export const weakList = z
	.union([z.array(weakText()).max(1000), anyText], { error: "expected a list" })
	.transform((given) =>
		Array.isArray(given)
			? given
			: String(given)
					.split(",")
					.map((item) => item.trim())
					.filter((item) => item !== ""),
	);

/** Go's durations, or nanoseconds. */
export const weakDuration = z.union(
	[
		z.number().int().min(0),
		z.string().regex(/^(0|(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+)$/),
	],
	{ error: "expected a duration such as 30s, 5m or 1h30m" },
);

/** One of the words. */
export function oneOf<const T extends readonly [string, ...string[]]>(
	words: T,
) {
	return z.enum(words, {
		error: `expected one of ${words.map((word) => word || '""').join(", ")}`,
	});
}
