import { processTerminal, runCommandLine } from "@quarterdeck/cli";
import { AppError } from "@quarterdeck/contract";
import { readEnvironment } from "@quarterdeck/runtime";
import { createMachineContext } from "./machine-context.ts";
import { createCheckoutProgram } from "./program.ts";
import { SetupError } from "./servers/setup-error.ts";

const environment = readEnvironment();
const terminal = processTerminal(environment);
process.exitCode = await runCommandLine(
	createCheckoutProgram(createMachineContext(terminal, environment)),
	process.argv.slice(2),
	terminal,
	(error) => error instanceof SetupError || error instanceof AppError,
);
