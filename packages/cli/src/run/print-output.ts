import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { outputFrames } from "./output-frames.ts";

/**
 * Prints what is kept of a run's output: what the program wrote to standard error goes there.
 * @returns the exit code: not 0 when some of what the program wrote is lost.
 */
export async function printOutput(
	runId: string,
	{ api, terminal }: Pick<CommandContext, "api" | "terminal">,
): Promise<number> {
	let keptBytes = 0;
	for await (const frame of outputFrames(api(), runId, terminal.say)) {
		if (frame.kind !== "end") {
			keptBytes += frame.bytes.length;
			await terminal.write(frame.kind, frame.bytes);
			continue;
		}
		const { incomplete, isKept, outputBytes } = frame.run;
		if (keptBytes === 0 && outputBytes > 0 && !(isKept && incomplete)) {
			terminal.say(
				`qd: the output of ${runId} is not kept (any more). It had ${outputBytes} bytes.\n`,
			);
			return exitCodes.incomplete;
		}
		if (!incomplete) continue;
		terminal.say(
			`qd: only the first ${keptBytes} of the ${outputBytes} bytes that the program wrote were kept.\n`,
		);
		return exitCodes.incomplete;
	}
	return exitCodes.done;
}
