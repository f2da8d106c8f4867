import { readFileSync } from "node:fs";
import {
	applyConfigurationDocument,
	checkConfigurationDocument,
} from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
import { safeText } from "../output/safe-text.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Terminal } from "../terminal.ts";

interface Problem {
	readonly file: string | null;
	readonly line: number | null;
	readonly column: number | null;
	readonly path: string;
	readonly message: string;
	readonly suggestion: string | null;
}

/** Tells every problem of a file. @returns the exit code. */
export async function checkConfiguration(
	file: string,
	surroundings: Surroundings,
): Promise<number> {
	const yaml = await readDocument(file, surroundings.terminal);
	const answer = await surroundings
		.api()
		.ask<{ validateConfiguration: readonly Problem[] }>(
			checkConfigurationDocument,
			{ yaml, file: nameOf(file) },
		);
	if (answer.validateConfiguration.length > 0)
		return tellProblems(
			answer.validateConfiguration,
			"",
			surroundings.terminal,
		);
	surroundings.terminal.out(`${nameOf(file)} is sound.\n`);
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
			readonly problems: readonly Problem[];
		};
	}>(applyConfigurationDocument, { yaml, file: nameOf(file), ...options });
	if (result.configuration === null)
		return tellProblems(
			result.problems,
			"Nothing was changed.\n",
			surroundings.terminal,
		);
	surroundings.terminal.out(
		`${nameOf(file)} is in force as version ${result.configuration.version}.\n`,
	);
	return exitCodes.done;
}

function tellProblems(
	problems: readonly Problem[],
	after: string,
	terminal: Terminal,
): number {
	for (const problem of problems)
		terminal.say(safeText(`${describe(problem)}\n`));
	terminal.say(
		`${problems.length} problem${problems.length === 1 ? "" : "s"}. ${after}\n`.replace(
			/\n\n$/,
			"\n",
		),
	);
	return exitCodes.failed;
}

function describe({
	file,
	line,
	column,
	message,
	suggestion,
}: Problem): string {
	const place = [file, line, column].filter((part) => part !== null).join(":");
	return `${place === "" ? "" : `${place}  `}${message}${suggestion ? ` (${suggestion})` : ""}`;
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
