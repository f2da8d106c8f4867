import { createCommandContext } from "./command-context.ts";
import { readEnvironment } from "./environment.ts";
import { createClientProgram } from "./program.ts";
import { runCommandLine } from "./run-command-line.ts";
import { processTerminal } from "./terminal.ts";

const environment = readEnvironment();
const terminal = processTerminal(environment);
const context = createCommandContext(terminal, environment);
process.exitCode = await runCommandLine(
	createClientProgram(context),
	process.argv.slice(2),
	terminal,
);
