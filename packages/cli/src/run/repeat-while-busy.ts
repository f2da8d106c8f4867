import { setTimeout as pause } from "node:timers/promises";
import { CliFailure } from "../cli-failure.ts";
import type { Terminal } from "../terminal.ts";

/** Nothing was run because of a limit that passes by itself. */
export interface Busy {
	/** What was told. */
	readonly message: string;
	readonly retryAfterSeconds: number;
}

/** How long one command line tries; after that whoever wrote it decides. */
const maxTotalSeconds = 60;
const longestPauseSeconds = 15;

/**
 * Does something again for as long as it only meets limits, when it is told to, and says so. Ctrl-C ends it while it waits.
 * @param act tells `busy` where nothing was done; a CliFailure with a time to try again means the same.
 * @returns the first result that is none of these, or the last one.
 */
export async function repeatWhileBusy<Result extends { readonly busy?: Busy }>(
	act: () => Promise<Result>,
	terminal: Pick<Terminal, "say">,
	wait: (ms: number) => Promise<unknown> = pause,
): Promise<Result> {
	let waited = 0;
	for (;;) {
		const outcome = await outcomeOf(act);
		const busy = "failure" in outcome ? busyOf(outcome.failure) : outcome.busy;
		const seconds = Math.min(
			longestPauseSeconds,
			Math.max(1, busy?.retryAfterSeconds ?? 0),
		);
		if (busy && waited + seconds <= maxTotalSeconds) {
			waited += seconds;
			terminal.say(
				`qd: ${busy.message}\nqd: trying again in ${seconds} s (Ctrl-C ends this)\n`,
			);
			await wait(seconds * 1000);
		} else if ("failure" in outcome) throw outcome.failure;
		else return outcome;
	}
}

async function outcomeOf<Result>(
	act: () => Promise<Result>,
): Promise<Result | { readonly failure: CliFailure }> {
	try {
		return await act();
	} catch (error) {
		if (!(error instanceof CliFailure)) throw error;
		return { failure: error };
	}
}

function busyOf({ message, retryAfterSeconds }: CliFailure): Busy | undefined {
	return retryAfterSeconds === undefined
		? undefined
		: { message, retryAfterSeconds };
}
