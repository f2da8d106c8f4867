import { setTimeout as pause } from "node:timers/promises";
import { describeEnd, type RunningProgram } from "./program.ts";

/** Something that is kept running until it is told to stop. */
export interface Watched {
	readonly current: () => RunningProgram;
	stop(): Promise<void>;
}

/** Lived this long, it counts as healthy and the next restart is quick again. */
const healthyAfterMs = 60_000;

/**
 * Keeps a program running: when it ends unasked, says so and starts it again, at once first and then slower (at most
 * every 30 s), for as long as it takes. What it was doing it must be able to take up by itself.
 */
export async function watchOver(
	start: () => Promise<RunningProgram>,
	say: (text: string) => void,
): Promise<Watched> {
	let program = await start();
	const stopping = new AbortController();

	async function keep(): Promise<void> {
		let failures = 0;
		while (!stopping.signal.aborted) {
			const sinceMs = performance.now();
			const end = await program.ended;
			if (stopping.signal.aborted) return;
			failures =
				performance.now() - sinceMs > healthyAfterMs ? 0 : failures + 1;
			const waitMs = failures === 0 ? 0 : Math.min(30_000, 250 * 2 ** failures);
			say(`qd: the ${program.name} ${describeEnd(end)}; starting it again\n`);
			await pause(waitMs, undefined, { signal: stopping.signal }).catch(
				() => {},
			);
			if (stopping.signal.aborted) return;
			await start().then(
				(next) => {
					program = next;
				},
				(error: unknown) =>
					say(
						`qd: ${error instanceof Error ? error.message : String(error)}\n`,
					),
			);
		}
	}
	const kept = keep();
	return {
		current: () => program,
		async stop() {
			stopping.abort();
			await program.stop();
			await kept;
		},
	};
}
