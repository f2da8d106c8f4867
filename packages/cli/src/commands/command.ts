import type { Command } from "commander";
import type { CommandContext } from "../command-context.ts";

/** Adds a command of `qd` to the program. What the command needs is imported when it runs, so that `qd` starts fast. */
export type AddCommand<Context extends CommandContext = CommandContext> = (
	program: Command,
	context: Context,
) => void;

/** Examples below a command's help. */
export function examples(...lines: readonly string[]): string {
	return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}
