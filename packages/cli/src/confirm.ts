import { CliFailure } from "./cli-failure.ts";
import { exitCodes } from "./exit-codes.ts";
import type { Terminal } from "./terminal.ts";

/** Something that cannot be taken back. */
export interface Destruction {
	/** What happens, as a sentence without its end: `This removes cluster eu and disconnects its agent`. */
	readonly what: string;
	/** The name that a person types to confirm. */
	readonly name: string;
	/** It was confirmed on the command line. */
	readonly yes?: boolean | undefined;
}

/**
 * Returns when somebody confirmed: a person by typing the name, a script by `--yes`. Ctrl-C while it asks ends the process; nothing was
 * done then. @throws CliFailure as usage otherwise.
 */
export async function confirm(
	{ what, name, yes }: Destruction,
	terminal: Pick<Terminal, "isTyped" | "askLine">,
): Promise<void> {
	if (yes) return;
	if (!terminal.isTyped)
		throw new CliFailure(
			`${what}, so it must be confirmed. Nothing was done. In a script, add --yes.`,
			{ exitCode: exitCodes.usage },
		);
	const typed = await terminal.askLine(
		`${what}.\nType ${name} to confirm, or press Ctrl-C: `,
	);
	if (typed.trim() !== name)
		throw new CliFailure(`That is not ${name}. Nothing was done.`, {
			exitCode: exitCodes.usage,
		});
}
