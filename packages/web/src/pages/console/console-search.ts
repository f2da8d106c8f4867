import { knownId } from "./new-command-id.ts";

/** What is open in a channel beside its conversation; it stands in the address. */
export interface ConsoleSearch {
	/** The command whose thread is open. */
	readonly thread?: string | undefined;
	/** The run whose output is open in the viewer. */
	readonly output?: string | undefined;
	/** The viewer shows only lines that contain it. */
	readonly lines?: string | undefined;
}

/** Reads the address, whatever stands in it. */
export function readConsoleSearch(
	given: Readonly<Record<string, unknown>>,
): ConsoleSearch {
	const { lines } = given;
	return {
		thread: knownId("cmd", given.thread),
		output: knownId("run", given.output),
		lines: typeof lines === "string" ? lines : undefined,
	};
}
