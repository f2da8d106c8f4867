import { version } from "@quarterdeck/contract/version";
import { Command } from "commander";
import type { CommandContext } from "./command-context.ts";
import { addAudit } from "./commands/audit.ts";
import { addCluster } from "./commands/cluster.ts";
import type { AddCommand } from "./commands/command.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConfig } from "./commands/config.ts";
import { doctorCommand, type Examination } from "./commands/doctor.ts";
import { addEvent } from "./commands/event.ts";
import { addJob } from "./commands/job.ts";
import { addOutput } from "./commands/output.ts";
import { addPeople } from "./commands/people.ts";
import { addRun } from "./commands/run.ts";
import { addSilenceCommands } from "./commands/silence.ts";
import { addVersion } from "./commands/version.ts";

/** A `qd` to put together. */
export interface ProgramOptions<Context extends CommandContext> {
	/** In the order of `qd --help`. */
	readonly commands: readonly AddCommand<Context>[];
	/** Shown below `qd --help`. */
	readonly helpText: string;
}

/** A whole command line; `qd --help` is made from it. */
export function createProgram<Context extends CommandContext>(
	{ commands, helpText }: ProgramOptions<Context>,
	context: Context,
): Command {
	const program = new Command("qd")
		.description(
			"Run commands in one or many Kubernetes clusters with your own rights in each, and keep a record of who did what.",
		)
		.version(version, "-V, --version", "print the version")
		.helpOption("-h, --help", "print this help")
		.helpCommand("help [command]", "print the help of a command")
		.enablePositionalOptions()
		.showSuggestionAfterError(false)
		.addHelpText("after", helpText)
		// Its words hold those of the command line, which a script may have from elsewhere.
		.configureOutput({
			writeOut: context.terminal.out,
			writeErr: context.terminal.say,
			outputError: (text, write) => write(text.replace(/^error: /, "qd: ")),
		});
	for (const add of commands) add(program, context);
	return program;
}

/**
 * The commands that talk to a control plane and start nothing.
 * @param examineFirst what `qd doctor` checks before it asks the control plane.
 */
export function clientCommands<Context extends CommandContext>(
	examineFirst?: Examination<Context>,
): readonly AddCommand<Context>[] {
	return [
		addRun,
		addOutput,
		addCluster,
		addConfig,
		addAudit,
		addEvent,
		addSilenceCommands,
		addJob,
		addPeople,
		doctorCommand(examineFirst),
		addVersion,
		addCompletion,
	];
}

/** The `qd` that a laptop installs. */
export function createClientProgram(context: CommandContext): Command {
	const helpText = `
Get started:
  qd login https://quarterdeck.example.com --token    sign in with a token of your account page
  qd run --cluster eu,us -- kubectl get pods -n shop
`;
	return createProgram({ commands: clientCommands(), helpText }, context);
}
