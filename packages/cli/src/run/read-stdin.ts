import type { Terminal } from "../terminal.ts";
import type { RunOptions } from "./run-options.ts";

/** As the control plane takes it. */
const maxInputBytes = 524_288;

/**
 * What the program is to read, as the API takes it: standard input where it was asked for, by `--stdin` or by a `-f -` among the words.
 * Otherwise standard input is left alone: it may belong to the script around us.
 * @throws CliFailure when it is too large.
 */
export async function readStdin(
	asked: Pick<RunOptions, "stdin"> & { readonly words: readonly string[] },
	terminal: Pick<Terminal, "readInputBytes" | "isTyped" | "say">,
): Promise<{ readonly stdin?: string }> {
	if (!asked.stdin && !namesStdin(asked.words)) return {};
	if (terminal.isTyped)
		terminal.say("qd: type the input; Ctrl-D on an empty line ends it\n");
	const bytes = await terminal.readInputBytes(maxInputBytes);
	return { stdin: Buffer.from(bytes).toString("base64") };
}

function namesStdin(words: readonly string[]): boolean {
	return words.some(
		(word, at) =>
			word === "--filename=-" ||
			word === "-f=-" ||
			(["-f", "--filename"].includes(word) && words[at + 1] === "-"),
	);
}
