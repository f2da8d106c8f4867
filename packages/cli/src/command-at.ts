import type { Command } from "commander";

/** The command that these words lead to; words that are no command are passed over. */
export function commandAt(program: Command, words: readonly string[]): Command {
	let at = program;
	for (const word of words) {
		const next = at.commands.find(
			(command) => command.name() === word || command.aliases().includes(word),
		);
		if (next) at = next;
	}
	return at;
}
