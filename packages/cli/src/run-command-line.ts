import { inspect } from "node:util";
import { type Command, CommanderError } from "commander";
import { CliFailure } from "./cli-failure.ts";
import { commandAt } from "./command-at.ts";
import { exitCodeOfError, exitCodes } from "./exit-codes.ts";
import { suggestionFor } from "./suggestion-for.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Runs one command line and prints expected failures without a stack, and faults of ours with it.
 * @param isExpected whether another error's message is meant for the person at the terminal.
 * @returns the exit code.
 */
export async function runCommandLine(
	program: Command,
	words: readonly string[],
	terminal: Pick<Terminal, "say">,
	isExpected: (error: Error) => boolean = () => false,
): Promise<number> {
	overrideExits(program);
	const unknown = unknownTopic(program, words);
	if (unknown) {
		terminal.say(`qd: ${unknown.message}\n`);
		terminal.say(await adviceFor(unknown, program, words));
		return exitCodes.usage;
	}
	try {
		await program.parseAsync(words, { from: "user" });
		return Number(process.exitCode ?? exitCodes.done);
	} catch (error) {
		if (error instanceof CommanderError) {
			if (error.exitCode === 0) return exitCodes.done;
			if (error.code !== "commander.help")
				terminal.say(await adviceFor(error, program, words));
			return exitCodes.usage;
		}
		if (error instanceof CliFailure) {
			terminal.say(`qd: ${error.message}\n`);
			return error.exitCode;
		}
		if (!(error instanceof Error && isExpected(error))) {
			terminal.say(`${faultOf(error)}\n`);
			return exitCodes.failed;
		}
		terminal.say(`qd: ${error.message}\n`);
		return exitCodeOfError({ kind: "kind" in error ? error.kind : undefined });
	}
}

/** What to do about words that were not understood. */
async function adviceFor(
	error: CommanderError,
	program: Command,
	words: readonly string[],
): Promise<string> {
	const meant = await suggestionFor(error, program, words);
	if (meant) return `Did you mean ${meant}?\n`;
	const path = [];
	for (
		let at: Command | null = commandAt(program, words);
		at !== null;
		at = at.parent
	)
		path.unshift(at.name());
	return `To see what it takes, run: ${path.join(" ")} --help\n`;
}

/** `qd help clutser` would print all there is and not say what is wrong. */
function unknownTopic(
	program: Command,
	words: readonly string[],
): CommanderError | undefined {
	let at = program;
	let isHelp = false;
	for (const word of words) {
		const below = at.commands.find(
			(one) => one.name() === word || one.aliases().includes(word),
		);
		if (below) at = below;
		else if (word === "help" && !isHelp && at.commands.length > 0)
			isHelp = true;
		else if (isHelp && !word.startsWith("-"))
			return new CommanderError(
				exitCodes.usage,
				"commander.unknownCommand",
				`unknown command '${word}'`,
			);
		else return undefined;
	}
	return undefined;
}

/** A fault of ours, with its stack for whoever reports it. */
function faultOf(error: unknown): string {
	return inspect(error, { depth: 4 });
}

/** Subcommands do not inherit it: each would end the process by itself. */
function overrideExits(command: Command): void {
	command.exitOverride();
	for (const below of command.commands) overrideExits(below);
}
