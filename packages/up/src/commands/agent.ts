import { type AddCommand, examples } from "@quarterdeck/cli";
import type { MachineContext } from "../machine-context.ts";

/** `qd agent`: acts in one cluster. The agent is a program of its own; this starts it in the foreground. */
export const addAgent: AddCommand<MachineContext> = (program, machine) => {
	program
		.command("agent")
		.description("Act in one cluster: join a control plane and stay with it")
		.option(
			"--join <token>",
			"the token of qd cluster add; needed the first time only",
		)
		.option("--state-dir <folder>", "where the agent keeps its credential")
		.option(
			"--kubeconfig <file>",
			"how to reach the cluster; in a pod its service account is used",
		)
		.option("--context <name>", "which context of the kubeconfig")
		.option(
			"--name <name>",
			"names the state folder when several agents share a machine",
			"default",
		)
		.addHelpText(
			"after",
			examples(
				"qd agent --join eyJ…",
				"qd agent --kubeconfig ~/.kube/config --context prod",
			),
		)
		.action(
			async (options: {
				join?: string;
				stateDir?: string;
				kubeconfig?: string;
				context?: string;
				name: string;
			}) => {
				const { runAgent } = await import("../system/run-agent.ts");
				process.exitCode = await runAgent(options, machine);
			},
		);
};
