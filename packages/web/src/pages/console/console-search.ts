import { knownId } from "../../parts/new-command-id.ts";

/** What is open in a channel beside its conversation; it stands in the address. */
export interface ConsoleSearch {
	/** The command whose thread is open. */
	readonly thread?: string | undefined;
	/** The run whose output is open in the viewer. */
	readonly output?: string | undefined;
	/** The viewer shows only lines that contain it. */
	readonly lines?: string | undefined;
	/** Where commands run, until somebody chooses otherwise: a cluster's name or a selector. */
	readonly target?: string | undefined;
}

const longestTarget = 253;

/** Reads the address, whatever stands in it. */
export function readConsoleSearch(
	given: Readonly<Record<string, unknown>>,
): ConsoleSearch {
	const { lines } = given;
	// The router reads `?target=7` as a number.
	const target = ["string", "number"].includes(typeof given.target)
		? String(given.target).trim()
		: "";
	return {
		thread: knownId("cmd", given.thread),
		output: knownId("run", given.output),
		lines: typeof lines === "string" ? lines : undefined,
		target: target === "" || target.length > longestTarget ? undefined : target,
	};
}
