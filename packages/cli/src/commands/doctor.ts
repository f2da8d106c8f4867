import { type AddCommand, examples } from "./command.ts";
import { outputOption } from "./options.ts";

/** `qd doctor`: checks every part and says what to do. */
export const addDoctor: AddCommand = (program, surroundings) => {
	program
		.command("doctor")
		.description(
			"Check every part, on this machine and behind the control plane, and say what to do",
		)
		.addOption(outputOption())
		.addHelpText(
			"after",
			examples("qd doctor", "qd doctor -o json | jq '.[] | select(.ok | not)'"),
		)
		.action(async (options: { output: string }) => {
			const { examine } = await import("../doctor/examine.ts");
			process.exitCode = await examine(options, surroundings);
		});
};
