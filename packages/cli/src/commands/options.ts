import { InvalidArgumentError, Option } from "commander";
import { listOutputs, thingOutputs } from "../output/list-outputs.ts";
import { readInstant } from "./read-instant.ts";

/** `-o, --output` of one thing: text for people by default, JSON for scripts. */
export function outputOption(description = "output format"): Option {
	return new Option("-o, --output <format>", description)
		.choices(["text", "json"])
		.default("text");
}

/** `-o, --output` of a thing with many facts: also YAML. */
export function thingOutputOption(): Option {
	return new Option("-o, --output <format>", "output format")
		.choices(thingOutputs)
		.default("text");
}

/** `-o, --output` of a list: a table by default, `wide` with every column and nothing cut. */
export function listOutputOption(
	description = "output format; wide adds columns and cuts nothing",
): Option {
	return new Option("-o, --output <format>", description)
		.choices(listOutputs)
		.default("text");
}

/** `-y, --yes` of what cannot be taken back; see confirm.ts. */
export function yesOption(): Option {
	return new Option(
		"-y, --yes",
		"do it without asking; required where nobody types, as in a script",
	);
}

/** For an option that takes an instant. */
export function instant(now: () => Date): (text: string) => string {
	return (text) => {
		const at = readInstant(text, now());
		if (at) return at;
		throw new InvalidArgumentError(
			"Use a duration back from now (90m, 1h, 2d), a day (today, yesterday, 2026-11-22), or a time such as 2026-11-22T10:00:00Z.",
		);
	};
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
export function repeated(
	text: string,
	before: readonly string[] = [],
): string[] {
	return [...before, text];
}
