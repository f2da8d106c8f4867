import { createCommandContext } from "./command-context.ts";
import { readEnvironment } from "./environment.ts";
import { createClientProgram } from "./program.ts";
import { runCommandLine } from "./run-command-line.ts";
import { processTerminal } from "./terminal.ts";

const terminal = processTerminal();
const context = createCommandContext(terminal, readEnvironment());
process.exitCode = await runCommandLine(
	createClientProgram(context),
	process.argv.slice(2),
	terminal,
);
