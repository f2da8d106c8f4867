import { clientCommands, createProgram } from "@quarterdeck/cli";
import type { Command } from "commander";
import { addAgent } from "./commands/agent.ts";
import { addDev } from "./commands/dev.ts";
import { addPlugins } from "./commands/plugins.ts";
import { addUp } from "./commands/up.ts";
import type { MachineContext } from "./machine-context.ts";

/** The `qd` of a checkout: every command of the client, and those that start something on this machine. */
export function createCheckoutProgram(machine: MachineContext): Command {
	return createProgram(
		{
			commands: [
				addUp,
				addDev,
				addAgent,
				addPlugins,
				...clientCommands(examineFirst),
			],
			helpText: `
Get started:
  qd up --demo                                        start everything on this machine, with two clusters to try
  qd run --cluster eu,us -- kubectl get pods -n shop

To work on Quarterdeck itself: qd dev, qd test, qd bench.
`,
		},
		machine,
	);
}

async function examineFirst(machine: MachineContext) {
	const { examineMachine } = await import("./doctor/examine-machine.ts");
	return await examineMachine(machine);
}
