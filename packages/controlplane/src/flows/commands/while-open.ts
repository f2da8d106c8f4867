import type { Clock } from "@quarterdeck/runtime";

/** How old the answer may be by which something is told. */
const askEveryMs = 1000;

/**
 * Passes events on while `check` throws nothing: it is asked again before an event whenever the last answer is older than a second,
 * so that a talkative stream costs one question a second and a silent one none. What it throws ends the stream.
 */
export function whileOpen<T>(
	clock: Clock,
	events: AsyncIterableIterator<T>,
	check: () => Promise<void>,
): AsyncIterableIterator<T> {
	let askedAtMs = clock.monotonicMs();
	async function ask(): Promise<void> {
		const nowMs = clock.monotonicMs();
		if (nowMs - askedAtMs < askEveryMs) return;
		await check();
		askedAtMs = nowMs;
	}
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			const result = await events.next();
			if (result.done) return result;
			try {
				await ask();
			} catch (error) {
				await events.return?.();
				throw error;
			}
			return result;
		},
		async return() {
			await events.return?.();
			return { done: true, value: undefined };
		},
	};
}
