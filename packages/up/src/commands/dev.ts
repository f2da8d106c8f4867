import { type AddCommand, examples } from "@quarterdeck/cli";
import type { MachineContext } from "../machine-context.ts";
import type { UpOptions } from "../system/up-options.ts";
import { addSystemOptions } from "./system-options.ts";

/** `qd dev`: `qd up --demo` for people who change the sources. */
export const addDev: AddCommand<MachineContext> = (program, machine) => {
	const dev = program
		.command("dev")
		.description(
			"Start everything as qd up --demo does, and restart processes when their sources change",
		);
	addSystemOptions(dev)
		.addHelpText("after", examples("qd dev", "qd dev --ephemeral"))
		.action(async (options: UpOptions) => {
			const { runUntilStopped } = await import(
				"../system/run-until-stopped.ts"
			);
			process.exitCode = await runUntilStopped(
				{ ...options, demo: true, reload: true },
				machine,
			);
		});
};
