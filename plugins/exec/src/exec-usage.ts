import type { DeclaredArgument } from "./declared-argument.schema.ts";
import type { DeclaredCommand, ExecConfig } from "./exec-config.schema.ts";

/** What a person may run, a line each. */
export function listCommands({ commands }: ExecConfig): string {
	const names = Object.keys(commands).sort();
	if (names.length === 0)
		return "No command is declared for this channel. Commands are declared in the configuration of the exec plugin.\n";
	const width = Math.max(...names.map((name) => name.length));
	const lines = names.map((name) =>
		`  ${name.padEnd(width)}  ${commands[name]?.description ?? ""}`.trimEnd(),
	);
	return `Commands:\n${lines.join("\n")}\n\nRun one with: exec NAME --argument VALUE\nSee its arguments with: exec help NAME\n`;
}

/** How one command is run. */
export function usageOf(name: string, command: DeclaredCommand): string {
	const named = Object.entries(command.arguments);
	const words = named.map(([argument, { default: value }]) =>
		value === undefined ? `--${argument} …` : `[--${argument} …]`,
	);
	const width = Math.max(0, ...named.map(([argument]) => argument.length));
	const lines = named.map(([argument, declared]) =>
		`  --${argument.padEnd(width)}  ${kindOf(declared)}${about(declared)}`.trimEnd(),
	);
	return [
		...(command.description === "" ? [] : [command.description, ""]),
		`Usage: ${["exec", name, ...words].join(" ")}`,
		...lines,
		"",
	].join("\n");
}

function about({ description, default: value }: DeclaredArgument): string {
	return [
		description === "" ? "" : `. ${description}`,
		value === undefined ? "" : ` (default: ${value})`,
	].join("");
}

function kindOf(argument: DeclaredArgument): string {
	switch (argument.type) {
		case "enum":
			return `one of ${argument.values.join(", ")}`;
		case "integer":
			return `a whole number from ${argument.min} to ${argument.max}`;
		case "text":
			return `a text like ${argument.pattern}`;
		case "name":
			return "the name of an object";
		case "namespace":
			return "a namespace";
	}
}
