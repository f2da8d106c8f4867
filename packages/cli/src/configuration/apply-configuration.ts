import { readFileSync } from "node:fs";
import {
	applyConfigurationDocument,
	checkConfigurationDocument,
} from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { type ConfigurationProblem, printProblems } from "./print-problems.ts";

/** Tells every problem of a file. @returns the exit code. */
export async function checkConfiguration(
	file: string,
	context: CommandContext,
): Promise<number> {
	const yaml = await readDocument(file, context.terminal);
	const { terminal } = context;
	const { validateConfiguration: problems } = await context
		.api()
		.ask<{ validateConfiguration: readonly ConfigurationProblem[] }>(
			checkConfigurationDocument,
			{ yaml, file: nameOf(file) },
		);
	if (printProblems(problems, terminal) > 0) return exitCodes.failed;
	terminal.out(`${nameOf(file)} is valid.\n`);
	return exitCodes.done;
}

/** Puts a file in force, or tells every problem and leaves the old one. @returns the exit code. */
export async function applyConfiguration(
	file: string,
	options: { readonly base?: number; readonly note?: string },
	context: CommandContext,
): Promise<number> {
	const yaml = await readDocument(file, context.terminal);
	const { applyConfiguration: result } = await context.api().ask<{
		applyConfiguration: {
			readonly configuration: { readonly version: number } | null;
			readonly problems: readonly ConfigurationProblem[];
		};
	}>(applyConfigurationDocument, { yaml, file: nameOf(file), ...options });
	const { terminal } = context;
	printProblems(result.problems, terminal);
	if (result.configuration === null) {
		terminal.say("The configuration was not changed.\n");
		return exitCodes.failed;
	}
	terminal.out(
		`Applied ${nameOf(file)} as version ${result.configuration.version}.\n`,
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
			`Cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`,
			{ exitCode: exitCodes.usage, cause: error },
		);
	}
}
