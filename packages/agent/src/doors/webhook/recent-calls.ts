import type { Clock } from "@quarterdeck/runtime";

/** How long the same call is answered without being made again; a repeat after that is a new call. */
export const sameCallMs = 600_000;
const maxRemembered = 5000;

/** Makes each call once: the same one that comes meanwhile shares its answer, and one that failed may be made again. */
export class RecentCalls {
	readonly #clock: Clock;
	/** The oldest first. */
	readonly #calls = new Map<
		string,
		{ readonly atMs: number; readonly call: Promise<void> }
	>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** @throws what the call threw. */
	async once(name: string, make: () => Promise<void>): Promise<void> {
		this.#forget();
		const known = this.#calls.get(name);
		if (known) return known.call;
		const call = make();
		this.#calls.set(name, { atMs: this.#clock.monotonicMs(), call });
		try {
			await call;
		} catch (error) {
			this.#calls.delete(name);
			throw error;
		}
	}

	#forget(): void {
		const since = this.#clock.monotonicMs() - sameCallMs;
		for (const [name, { atMs }] of this.#calls) {
			if (atMs > since && this.#calls.size <= maxRemembered) return;
			this.#calls.delete(name);
		}
	}
}
