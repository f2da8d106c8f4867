import type { Command, CommanderError } from "commander";
import { commandAt } from "./command-at.ts";

/**
 * What was probably meant by a verb, an option or a value that the command line does not know. The format of an output may have been
 * written as an option: `--json` means `-o json`. Undefined where nothing is near.
 */
export async function suggestionFor(
	{ code, message }: Pick<CommanderError, "code" | "message">,
	program: Command,
	words: readonly string[],
): Promise<string | undefined> {
	const { nearestName } = await import("@quarterdeck/contract");
	const unknown = /'(?:--?)?([^'=]*)[^']*'/.exec(message)?.[1] ?? "";
	const at = commandAt(program, words);
	if (code === "commander.unknownCommand")
		return nearestName(
			unknown,
			verbsOf(at).filter((verb) => !verb.startsWith("__")),
		);
	if (code === "commander.unknownOption") {
		const known = optionsOf(at);
		const meant = nearestName(unknown, known.keys());
		return meant && known.get(meant);
	}
	const value =
		/(?:argument|value) '([^']*)' is invalid.* Allowed choices are (.*)\.$/s.exec(
			message,
		);
	return value
		? nearestName(value[1] ?? "", (value[2] ?? "").split(", "))
		: undefined;
}

function verbsOf(command: Command): string[] {
	return command.commands.flatMap((one) => [one.name(), ...one.aliases()]);
}

/** What may be written, by its name without dashes. */
function optionsOf(command: Command): Map<string, string> {
	const output = command.options.find(({ long }) => long === "--output");
	return new Map([
		...(output?.argChoices ?? []).map((one) => [one, `-o ${one}`] as const),
		...[...command.options.map(({ long }) => long), "--help"].flatMap((long) =>
			long ? [[long.slice(2), long] as const] : [],
		),
	]);
}
