import { durationRule, readDuration } from "@quarterdeck/contract";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";

/** Seconds of a flag's duration. @throws CliFailure that says how to write one. */
export function requireDuration(flag: string, text: string): number {
	const seconds = readDuration(text);
	if (seconds !== undefined) return seconds;
	throw new CliFailure(
		`Invalid duration ${JSON.stringify(text)} for ${flag}. ${durationRule} Nothing was done.`,
		{ exitCode: exitCodes.usage },
	);
}
