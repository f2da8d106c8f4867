import type { CommandContext } from "../command-context.ts";
import type { Finding } from "../doctor/finding.ts";
import { type AddCommand, examples } from "./command.ts";
import { outputOption } from "./options.ts";

/** Checks that a program adds to `qd doctor`, shown before those of the control plane. */
export type Examination<Context extends CommandContext> = (
	context: Context,
) => Promise<readonly Finding[]>;

/** `qd doctor`: checks every part and says what to do. */
export function doctorCommand<Context extends CommandContext>(
	examineFirst?: Examination<Context>,
): AddCommand<Context> {
	return (program, context) => {
		program
			.command("doctor")
			.description("Check every part and say what to do about problems")
			.addOption(outputOption())
			.addHelpText(
				"after",
				examples(
					"qd doctor",
					"qd doctor -o json | jq '.[] | select(.ok | not)'",
				),
			)
			.action(async (options: { output: string }) => {
				const { examine } = await import("../doctor/examine.ts");
				const first = (await examineFirst?.(context)) ?? [];
				process.exitCode = await examine(options, context, first);
			});
	};
}
