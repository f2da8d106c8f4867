import { type AddCommand, examples } from "@quarterdeck/cli";
import type { MachineContext } from "../machine-context.ts";

/** `qd agent`: the agent is a program of its own; this runs it in the foreground. */
export const addAgent: AddCommand<MachineContext> = (program, machine) => {
	program
		.command("agent")
		.description("Run the agent of a cluster in the foreground")
		.option(
			"--join-file <file>",
			"file with the join token from qd cluster add, or - for standard input; needed only the first time",
		)
		.option(
			"--join <token>",
			"the same token as an argument, which everyone on the machine can read; use --join-file",
		)
		.option("--state-dir <folder>", "folder for the agent's credential")
		.option(
			"--kubeconfig <file>",
			"kubeconfig of the cluster (default in a pod: its service account)",
		)
		.option("--context <name>", "context of the kubeconfig")
		.option("--servers <urls>", "addresses of the bus (default: the token's)")
		.option(
			"--bus-ca <file>",
			"certificate authorities of the bus (default: the token's)",
		)
		.option(
			"--bus-insecure",
			"also use a bus that cannot prove itself: whoever takes its port can give orders",
		)
		.option(
			"--name <name>",
			"name of the state folder, for several agents on one machine",
			"default",
		)
		.addHelpText(
			"after",
			examples(
				"qd cluster add eu | qd agent --join-file -",
				"qd agent --kubeconfig ~/.kube/config --context prod",
			),
		)
		.action(
			async (options: {
				join?: string;
				joinFile?: string;
				stateDir?: string;
				kubeconfig?: string;
				context?: string;
				servers?: string;
				busCa?: string;
				busInsecure?: boolean;
				name: string;
			}) => {
				const { runAgent } = await import("../system/run-agent.ts");
				await runAgent(options, machine);
			},
		);
};
