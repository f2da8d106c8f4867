import { writeFileSync } from "node:fs";
import { CliFailure } from "../../cli-failure.ts";
import type { CommandContext } from "../../command-context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { safeText } from "../../output/safe-text.ts";
import { printProblems } from "../print-problems.ts";
import { nameOf, readBytes } from "../read-bytes.ts";
import { findValues } from "./find-values.ts";
import { takeConfiguration } from "./take-configuration.ts";

/**
 * Takes the configuration out of values of Botkube's chart, wherever the file holds them, and writes it to standard output or a new
 * file. Asks nobody. @returns the exit code: failed when something is left to mend.
 */
export async function importConfiguration(
	file: string,
	options: { readonly output?: string },
	{ terminal }: Pick<CommandContext, "terminal">,
): Promise<number> {
	const name = nameOf(file);
	const say = (line: string) => terminal.say(`${safeText(line)}\n`);
	const found = findValues(await readBytes(file, terminal), name);
	if ("problems" in found) {
		printProblems(found.problems, terminal);
		return exitCodes.failed;
	}
	if (found.place !== "")
		say(
			`Found the values of Botkube's chart at ${found.place} (line ${found.line}).`,
		);
	const { yaml, leftOut, problems } = takeConfiguration(found, name);
	for (const { path, line, why } of leftOut)
		say(`${name}:${line}  left out ${path}: ${why}.`);
	const errors = printProblems(problems, terminal);
	if (yaml === undefined) return exitCodes.failed;
	if (options.output === undefined) terminal.out(yaml);
	else {
		writeNew(options.output, yaml);
		say(`Wrote ${options.output}.`);
	}
	return errors > 0 ? exitCodes.failed : exitCodes.done;
}

/** The file may hold tokens of chat platforms, so it is this user's alone; what is there already is somebody's work. */
function writeNew(file: string, yaml: string): void {
	try {
		writeFileSync(file, yaml, { flag: "wx", mode: 0o600 });
	} catch (error) {
		const exists = (error as NodeJS.ErrnoException).code === "EEXIST";
		throw new CliFailure(
			exists
				? `${file} exists already. Choose another name, or remove it first.`
				: `Cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`,
			{ exitCode: exitCodes.usage, cause: error },
		);
	}
}
