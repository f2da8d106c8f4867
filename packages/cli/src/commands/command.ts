import type { Command } from "commander";
import type { Surroundings } from "../surroundings.ts";

/** A verb of `qd`: adds itself to the program. What it needs to run is imported when it runs, so that `qd` starts fast. */
export type AddCommand = (program: Command, surroundings: Surroundings) => void;

/** Examples below a command's help. */
export function examples(...lines: readonly string[]): string {
	return `\nExamples:\n${lines.map((line) => `  ${line}`).join("\n")}\n`;
}
