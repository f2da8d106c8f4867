import { readFileSync } from "node:fs";
import {
	applyConfigurationDocument,
	checkConfigurationDocument,
} from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Terminal } from "../terminal.ts";
import { type ConfigurationProblem, tellProblems } from "./tell-problems.ts";

/** Tells every problem of a file. @returns the exit code. */
export async function checkConfiguration(
	file: string,
	surroundings: Surroundings,
): Promise<number> {
	const yaml = await readDocument(file, surroundings.terminal);
	const { terminal } = surroundings;
	const { validateConfiguration: problems } = await surroundings
		.api()
		.ask<{ validateConfiguration: readonly ConfigurationProblem[] }>(
			checkConfigurationDocument,
			{ yaml, file: nameOf(file) },
		);
	if (tellProblems(problems, terminal) > 0) return exitCodes.failed;
	terminal.out(`${nameOf(file)} is sound.\n`);
	return exitCodes.done;
}

/** Puts a file in force, or tells every problem and leaves the old one. @returns the exit code. */
export async function applyConfiguration(
	file: string,
	options: { readonly base?: number; readonly note?: string },
	surroundings: Surroundings,
): Promise<number> {
	const yaml = await readDocument(file, surroundings.terminal);
	const { applyConfiguration: result } = await surroundings.api().ask<{
		applyConfiguration: {
			readonly configuration: { readonly version: number } | null;
			readonly problems: readonly ConfigurationProblem[];
		};
	}>(applyConfigurationDocument, { yaml, file: nameOf(file), ...options });
	const { terminal } = surroundings;
	tellProblems(result.problems, terminal);
	if (result.configuration === null) {
		terminal.say("Nothing was changed.\n");
		return exitCodes.failed;
	}
	terminal.out(
		`${nameOf(file)} is in force as version ${result.configuration.version}.\n`,
	);
	return exitCodes.done;
}

function nameOf(file: string): string {
	return file === "-" ? "standard input" : file;
}

async function readDocument(file: string, terminal: Terminal): Promise<string> {
	if (file === "-") return await terminal.readInput();
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		throw new CliFailure(
			`${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`,
			{ exitCode: exitCodes.usage, cause: error },
		);
	}
}
