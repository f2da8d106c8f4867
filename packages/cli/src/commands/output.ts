import { type AddCommand, examples } from "./command.ts";

/** `qd output`: all that one run wrote. */
export const addOutput: AddCommand = (program, context) => {
	program
		.command("output")
		.description(
			"Print the full output of one run, also of one whose answer was cut",
		)
		.argument("<run>", "the id of the run, as the cut answer named it (run_…)")
		.addHelpText("after", examples("qd output run_01k2… | less"))
		.action(async (run: string) => {
			const { CliFailure } = await import("../cli-failure.ts");
			const response = await context
				.api()
				.fetch(`/outputs/${encodeURIComponent(run)}`);
			if (!response.ok || response.body === null) {
				throw new CliFailure(
					`There is no output of ${run} here (${response.status}). Outputs are kept for a while and then removed.`,
				);
			}
			const decoder = new TextDecoder();
			for await (const chunk of response.body)
				context.terminal.out(decoder.decode(chunk, { stream: true }));
		});
};
