import { type AddCommand, examples, wholeNumber } from "@quarterdeck/cli";
import type { MachineContext } from "../machine-context.ts";
import type { UpOptions } from "../system/up-options.ts";

/** `qd up`: the whole system on this machine. */
export const addUp: AddCommand<MachineContext> = (program, machine) => {
	program
		.command("up")
		.description(
			"Start everything on this machine: database, bus, control plane and an agent for each cluster",
		)
		.option(
			"--demo",
			"start two demo clusters, eu and us, instead of using your kubeconfig",
		)
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
			"--nats-url <url>",
			"use this nats-server instead of starting one",
			machine.environment.QD_NATS_URL,
		)
		.option(
			"--nats-keys <file>",
			"the control plane's keys for that nats-server",
			machine.environment.QD_NATS_KEYS,
		)
		.option(
			"--kubeconfig <file>",
			"kubeconfig of the cluster to connect",
			machine.environment.KUBECONFIG,
		)
		.option(
			"--context <name>",
			"context of the kubeconfig (default: the current one)",
		)
		.option(
			"--email <address>",
			"e-mail address of the first person",
			"you@example.com",
		)
		.option(
			"--pods <count>",
			"number of pods in each demo cluster",
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
