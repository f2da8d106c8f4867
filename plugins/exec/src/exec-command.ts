import { nearestName } from "@quarterdeck/contract";
import type { DeclaredCommand, ExecConfig } from "./exec-config.schema.ts";
import { listCommands, usageOf } from "./exec-usage.ts";
import { fillPlaceholders } from "./placeholders.ts";
import { valueProblem } from "./value-problem.ts";

/** What is to be done with a person's words. */
export type ExecCommand =
	| { readonly kind: "answer"; readonly text: string }
	| {
			readonly kind: "run";
			readonly name: string;
			readonly command: DeclaredCommand;
			readonly args: readonly string[];
	  };

/**
 * Finds the declared command that the words name, and its command line with the person's values in place.
 *
 * @throws an error for people: what is wrong, how the command is used, and the word that was probably meant.
 */
export function readExecCommand(
	words: readonly string[],
	config: ExecConfig,
): ExecCommand {
	const [program, first = "help", ...rest] = words;
	if (program !== "exec")
		throw new Error("the input command does not target the exec plugin");
	if (["help", "--help", "-h"].includes(first)) return help(rest, config);
	const command = commandNamed(first, config);
	if (rest.some((word) => ["--help", "-h"].includes(word)))
		return { kind: "answer", text: usageOf(first, command) };
	try {
		const values = withDefaults(readValues(rest, command), command);
		const args = fillPlaceholders(command.args, values);
		return { kind: "run", name: first, command, args };
	} catch (error) {
		const { message } = error as Error;
		throw new Error(`${message}\n\n${usageOf(first, command)}`);
	}
}

function help(rest: readonly string[], config: ExecConfig): ExecCommand {
	const [name] = rest;
	const text =
		name === undefined
			? listCommands(config)
			: usageOf(name, commandNamed(name, config));
	return { kind: "answer", text };
}

function commandNamed(name: string, config: ExecConfig): DeclaredCommand {
	const { commands } = config;
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (command) return command;
	throw new Error(
		`There is no command "${name}".${hint(name, Object.keys(commands))}\n\n${listCommands(config)}`,
	);
}

function hint(word: string, known: readonly string[], dashes = ""): string {
	const nearest = nearestName(word, known);
	return nearest === undefined ? "" : ` Did you mean ${dashes}${nearest}?`;
}

/** `--name value` and `--name=value`, each once. A value is the next word whatever it looks like. */
function readValues(
	words: readonly string[],
	command: DeclaredCommand,
): Map<string, string> {
	const values = new Map<string, string>();
	for (let at = 0; at < words.length; at++) {
		const word = words[at] as string;
		const [, name, given] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
		if (name === undefined)
			throw new Error(
				`Nothing was expected at "${word}": values follow --name.`,
			);
		const argument = Object.hasOwn(command.arguments, name)
			? command.arguments[name]
			: undefined;
		if (argument === undefined)
			throw new Error(
				`There is no argument --${name}.${hint(name, Object.keys(command.arguments), "--")}`,
			);
		if (values.has(name)) throw new Error(`--${name} was given twice.`);
		if (given === undefined) at += 1;
		const value = given ?? words[at];
		if (value === undefined) throw new Error(`--${name} has no value.`);
		const problem = valueProblem(argument, value);
		if (problem !== undefined) throw new Error(`--${name}: ${problem}`);
		values.set(name, value);
	}
	return values;
}

function withDefaults(
	given: ReadonlyMap<string, string>,
	command: DeclaredCommand,
): Map<string, string> {
	const values = new Map(given);
	const missing: string[] = [];
	for (const [name, argument] of Object.entries(command.arguments)) {
		if (values.has(name)) continue;
		if (argument.default === undefined) missing.push(`--${name}`);
		else values.set(name, String(argument.default));
	}
	if (missing.length > 0) throw new Error(`Missing: ${missing.join(", ")}.`);
	return values;
}
