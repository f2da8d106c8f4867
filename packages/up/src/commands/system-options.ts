import { wholeNumber } from "@quarterdeck/cli";
import type { Command } from "commander";

/** The options of every command that starts the whole system. */
export function addSystemOptions(command: Command): Command {
	return command
		.option(
			"--ephemeral",
			"start with an empty state folder and delete it at the end",
		)
		.option(
			"--port <number>",
			"port of the control plane on 127.0.0.1 (default: 7410, or a free port)",
			wholeNumber(1, 65_535),
		)
		.option(
			"--nats-port <number>",
			"port of the bus on 127.0.0.1 (default: 7422, or a free port)",
			wholeNumber(1, 65_535),
		)
		.option(
			"--email <address>",
			"email address of the first person",
			"you@example.com",
		)
		.option(
			"--pods <count>",
			"number of pods in each cluster of the demo",
			wholeNumber(1, 100_000),
			60,
		);
}
