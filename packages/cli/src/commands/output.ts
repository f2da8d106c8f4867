import { type AddCommand, examples } from "./command.ts";

/** `qd output`: all that one run wrote. */
export const addOutput: AddCommand = (program, context) => {
	program
		.command("output")
		.description(
			"Print the full output of a run, including what was cut from the answer",
		)
		.argument(
			"<run>",
			"id of the run (run_…), as printed below a shortened answer",
		)
		.addHelpText("after", examples("qd output run_01k2… | less"))
		.action(async (run: string) => {
			const { CliFailure } = await import("../cli-failure.ts");
			const response = await context
				.api()
				.fetch(`/outputs/${encodeURIComponent(run)}`);
			if (!response.ok || response.body === null) {
				throw new CliFailure(
					`There is no output for ${run} (status ${response.status}). Outputs are deleted after a while.`,
				);
			}
			const decoder = new TextDecoder();
			for await (const chunk of response.body)
				context.terminal.out(decoder.decode(chunk, { stream: true }));
		});
};
