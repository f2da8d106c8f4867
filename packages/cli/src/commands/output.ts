import { type AddCommand, examples } from "./command.ts";

/** `qd output`: all that is kept of what one run wrote. */
export const addOutput: AddCommand = (program, context) => {
	program
		.command("output")
		.description(
			"Print the kept output of a run, byte by byte, and follow it while it runs",
		)
		.argument(
			"<run>",
			"id of the run (run_…), as printed below a shortened answer",
		)
		.addHelpText(
			"after",
			examples(
				"qd output run_01k2… | less",
				"qd output run_01k2… > pods.json 2> errors.txt",
			),
		)
		.action(async (run: string) => {
			const { printOutput } = await import("../run/print-output.ts");
			process.exitCode = await printOutput(run, context);
		});
};
