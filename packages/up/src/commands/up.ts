import { type AddCommand, examples } from "@quarterdeck/cli";
import type { MachineContext } from "../machine-context.ts";
import type { UpOptions } from "../system/up-options.ts";
import { addSystemOptions } from "./system-options.ts";

/** `qd up`: the whole system on this machine. */
export const addUp: AddCommand<MachineContext> = (program, machine) => {
	const up = program
		.command("up")
		.description(
			"Start everything on this machine: database, bus, control plane and an agent for each cluster",
		);
	addSystemOptions(up)
		.option(
			"--demo",
			"start two demo clusters, eu and us, instead of using your kubeconfig",
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
			"--nats-ca <file>",
			"certificate authorities of that nats-server (default: public ones)",
			machine.environment.QD_NATS_CA,
		)
		.option(
			"--nats-insecure",
			"use that nats-server although it cannot prove itself: whoever takes its port can give orders",
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
			"--plugin-dir <folder>",
			"folder with the agents' plugins, REPOSITORY/executor_VERSION_NAME (default: plugins in the state folder)",
			machine.environment.QD_PLUGIN_DIR,
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
