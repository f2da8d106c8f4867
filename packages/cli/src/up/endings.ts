import type { Terminal } from "../terminal.ts";
import type { Ground } from "./start-ground.ts";

/** What must be undone at the end, last first. */
export interface Endings {
	add(name: string, act: () => Promise<void> | void): void;
	/**
	 * Waits for things that start side by side, and notes how to stop each one that did start, also when another one failed.
	 * @throws the first failure, after all have either started or failed.
	 */
	gather<const T extends readonly Promise<Ground<unknown>>[]>(
		starting: T,
	): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>;
	all(): Promise<void>;
}

export function createEndings(terminal: Terminal): Endings {
	const acts: { name: string; act: () => Promise<void> | void }[] = [];
	let ended = false;
	return {
		add(name, act) {
			acts.push({ name, act });
		},
		async gather<const T extends readonly Promise<Ground<unknown>>[]>(
			starting: T,
		) {
			const outcomes = await Promise.allSettled(
				starting.map(async (one) => {
					const started = await one;
					// Asked to stop while it was still starting: nobody will come back for it.
					if (ended) await started.stop();
					else acts.push({ name: "part", act: started.stop });
					return started;
				}),
			);
			const failure = outcomes.find((outcome) => outcome.status === "rejected");
			if (failure) throw failure.reason;
			return outcomes.map((outcome) =>
				outcome.status === "fulfilled" ? outcome.value : undefined,
			) as { -readonly [K in keyof T]: Awaited<T[K]> };
		},
		async all() {
			ended = true;
			for (let ending = acts.pop(); ending; ending = acts.pop()) {
				try {
					await ending.act();
				} catch (error) {
					terminal.say(
						`qd: ${ending.name} did not stop cleanly: ${error instanceof Error ? error.message : String(error)}\n`,
					);
				}
			}
		},
	};
}
