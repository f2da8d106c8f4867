import { AppError } from "@quarterdeck/contract";
import { readEnvironment } from "@quarterdeck/runtime";
import { Command, CommanderError } from "commander";
import { CliFailure } from "./cli-failure.ts";
import { addAgent } from "./commands/agent.ts";
import { addAudit } from "./commands/audit.ts";
import { addCluster } from "./commands/cluster.ts";
import type { AddCommand } from "./commands/command.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConfig } from "./commands/config.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addOutput } from "./commands/output.ts";
import { addPeople } from "./commands/people.ts";
import { addRun } from "./commands/run.ts";
import { addUp } from "./commands/up.ts";
import { addVersion, ownVersion } from "./commands/version.ts";
import { exitCodes } from "./exit-codes.ts";
import { SetupError } from "./servers/setup-error.ts";
import { createSurroundings, type Surroundings } from "./surroundings.ts";
import { processTerminal } from "./terminal.ts";

const verbs: readonly AddCommand[] = [
	addUp,
	addRun,
	addOutput,
	addCluster,
	addConfig,
	addAudit,
	addPeople,
	addAgent,
	addDoctor,
	addVersion,
	addCompletion,
];

/** The whole command line; `qd --help` is made from it. */
export function createProgram(surroundings: Surroundings): Command {
	const program = new Command("qd")
		.description(
			"Command, hear, enter and judge a fleet of Kubernetes clusters.",
		)
		.version(ownVersion(surroundings.root), "-V, --version")
		.enablePositionalOptions()
		.showSuggestionAfterError()
		.showHelpAfterError("(qd --help shows what there is)")
		.addHelpText(
			"after",
			"\nBegin:\n  qd up --demo                                        everything on this machine, with two clusters to try\n  qd run --cluster eu,us -- kubectl get pods -n shop\n\nFor people who work on Quarterdeck: qd test, qd bench.\n",
		);
	for (const add of verbs) add(program, surroundings);
	return program;
}

/** Runs one command line. @returns the exit code. */
export async function main(words: readonly string[]): Promise<number> {
	const terminal = processTerminal();
	const surroundings = createSurroundings(terminal, readEnvironment());
	const program = createProgram(surroundings);
	overrideExits(program);
	try {
		await program.parseAsync(words, { from: "user" });
		return Number(process.exitCode ?? exitCodes.done);
	} catch (error) {
		if (error instanceof CommanderError)
			return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
		if (error instanceof CliFailure) {
			terminal.say(`qd: ${error.message}\n`);
			return error.exitCode;
		}
		if (!(error instanceof SetupError || error instanceof AppError))
			throw error;
		terminal.say(`qd: ${error.message}\n`);
		return exitCodes.failed;
	}
}

/** Sub-commands do not inherit it: each would end the process by itself. */
function overrideExits(command: Command): void {
	command.exitOverride();
	for (const below of command.commands) overrideExits(below);
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
