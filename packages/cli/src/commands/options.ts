import { InvalidArgumentError, Option } from "commander";

/** `-o, --output`: text for people by default, JSON for scripts. */
export function outputOption(description = "output format"): Option {
	return new Option("-o, --output <format>", description)
		.choices(["text", "json"])
		.default("text");
}

/** Reads a whole number of that range. @throws InvalidArgumentError (the returned function), which tells it as usage. */
export function wholeNumber(
	least: number,
	most: number,
): (text: string) => number {
	return (text) => {
		const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
		if (number >= least && number <= most) return number;
		throw new InvalidArgumentError(
			`It must be a whole number from ${least} to ${most}.`,
		);
	};
}

/** For an option that may be given more than once. */
export function repeated(text: string, before: readonly string[]): string[] {
	return [...before, text];
}
