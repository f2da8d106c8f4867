import { decodeText } from "@quarterdeck/contract/configuration";
import {
	applyConfigurationDocument,
	checkConfigurationDocument,
} from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { safeText } from "../output/safe-text.ts";
import type { Terminal } from "../terminal.ts";
import { checkOffline } from "./check-offline.ts";
import { type ConfigurationProblem, printProblems } from "./print-problems.ts";
import { nameOf, readBytes } from "./read-bytes.ts";

/**
 * Tells every problem of a file. The control plane is asked, who also knows the agents; without one, the file is checked here.
 * @returns the exit code.
 */
export async function checkConfiguration(
	file: string,
	options: { readonly offline?: boolean },
	context: CommandContext,
): Promise<number> {
	const { terminal } = context;
	const bytes = await readBytes(file, terminal);
	const yaml = readable(bytes, file, terminal);
	if (yaml === undefined) return exitCodes.failed;
	const offline = checkOffline(bytes, file, options, context);
	const { problems, widens } = offline
		? { problems: offline, widens: [] }
		: await askCheck(yaml, file, context);
	if (printProblems(problems, terminal) > 0) return exitCodes.failed;
	terminal.out(`${nameOf(file)} is valid.\n`);
	if (widens.length > 0) {
		terminal.out(
			"It would wait for a second member, because it widens rights:\n",
		);
		for (const one of widens) terminal.out(`  ${safeText(one)}\n`);
	}
	return exitCodes.done;
}

interface Check {
	readonly problems: readonly ConfigurationProblem[];
	/** What would make it wait for a second member. */
	readonly widens: readonly string[];
}

async function askCheck(
	yaml: string,
	file: string,
	context: CommandContext,
): Promise<Check> {
	const { checkConfiguration: check } = await context
		.api()
		.ask<{ checkConfiguration: Check }>(checkConfigurationDocument, {
			yaml,
			file: nameOf(file),
		});
	return check;
}

/** Puts a file in force, or tells every problem and leaves the old one. @returns the exit code. */
export async function applyConfiguration(
	file: string,
	options: { readonly base?: number; readonly note?: string },
	context: CommandContext,
): Promise<number> {
	const { terminal } = context;
	const yaml = readable(await readBytes(file, terminal), file, terminal);
	if (yaml === undefined) return exitCodes.failed;
	const { applyConfiguration: result } = await context.api().ask<{
		applyConfiguration: {
			readonly configuration: { readonly version: number } | null;
			readonly waiting: {
				readonly number: number;
				readonly widens: readonly string[];
			} | null;
			readonly problems: readonly ConfigurationProblem[];
		};
	}>(applyConfigurationDocument, { yaml, file: nameOf(file), ...options });
	printProblems(result.problems, terminal);
	if (result.waiting) {
		tellWaiting(result.waiting, terminal);
		return exitCodes.done;
	}
	if (result.configuration === null) {
		terminal.say("The configuration was not changed.\n");
		return exitCodes.failed;
	}
	terminal.out(
		`Applied ${nameOf(file)} as version ${result.configuration.version}.\n`,
	);
	return exitCodes.done;
}

function tellWaiting(
	waiting: { readonly number: number; readonly widens: readonly string[] },
	terminal: Terminal,
): void {
	const { number, widens } = waiting;
	terminal.out(
		`Waiting for review as change ${number}, because it widens rights:\n`,
	);
	for (const one of widens) terminal.out(`  ${safeText(one)}\n`);
	terminal.say(
		`Another member approves it with: qd config review approve ${number}\n`,
	);
}

/** The text of a file; undefined, and told why, when its bytes are not UTF-8: what is sent is what stands in the file. */
function readable(
	bytes: Uint8Array,
	file: string,
	terminal: Terminal,
): string | undefined {
	const read = decodeText(bytes);
	if ("text" in read) return read.text;
	const { line, column, problem: message } = read;
	const place = { file: nameOf(file), line, column, path: "" };
	printProblems([{ ...place, severity: "error", message }], terminal);
	return undefined;
}
