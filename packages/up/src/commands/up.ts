import { type AddCommand, examples, wholeNumber } from "@quarterdeck/cli";
import type { MachineContext } from "../machine-context.ts";
import type { UpOptions } from "../system/up-options.ts";

/** `qd up`: the whole system on this machine. */
export const addUp: AddCommand<MachineContext> = (program, machine) => {
	program
		.command("up")
		.description(
			"Start everything on this machine: database, bus, control plane, and an agent for each cluster",
		)
		.option(
			"--demo",
			"with two clusters to try, eu and us, instead of the one of your kubeconfig",
		)
		.option("--ephemeral", "keep nothing: start empty, leave nothing behind")
		.option(
			"--port <number>",
			"where the control plane listens on 127.0.0.1 (7410, or a free one when that is taken)",
			wholeNumber(1, 65_535),
		)
		.option(
			"--nats-port <number>",
			"where the bus listens on 127.0.0.1 (7422, or a free one when that is taken)",
			wholeNumber(1, 65_535),
		)
		.option(
			"--nats-url <url>",
			"use this nats-server instead of starting one",
			machine.environment.QD_NATS_URL,
		)
		.option(
			"--nats-keys <file>",
			"the control plane's keys for that server",
			machine.environment.QD_NATS_KEYS,
		)
		.option(
			"--kubeconfig <file>",
			"the kubeconfig whose context becomes the cluster",
			machine.environment.KUBECONFIG,
		)
		.option("--context <name>", "that context, instead of the current one")
		.option("--email <address>", "who the first person is", "you@example.com")
		.option(
			"--pods <count>",
			"how many pods each demo cluster has",
			wholeNumber(1, 100_000),
			60,
		)
		.addHelpText(
			"after",
			examples(
				"qd up --demo",
				"qd up --demo --ephemeral --pods 5000",
				"qd up --context kind-dev",
				"DATABASE_URL=postgresql://qd@db/quarterdeck qd up",
			),
		)
		.action(async (options: UpOptions) => {
			const { runUntilStopped } = await import(
				"../system/run-until-stopped.ts"
			);
			process.exitCode = await runUntilStopped(options, machine);
		});
};
