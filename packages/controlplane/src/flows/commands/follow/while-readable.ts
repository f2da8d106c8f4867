import { type Clock, coalesced, createEarlyEnd } from "@quarterdeck/runtime";

/** How old the last answer of `check` may be when an event is passed on. */
const checkEveryMs = 1000;

/**
 * Passes events on while `check` throws nothing. It is asked again before an event when the last answer is older than a second, so that
 * a busy stream costs one question a second and a silent one none; and whenever `onChange` says that the answer may be another. What it
 * throws ends the stream at once.
 */
export function whileReadable<T>(
	deps: {
		readonly clock: Clock;
		readonly onChange: (listener: () => void) => () => void;
	},
	events: AsyncIterableIterator<T>,
	check: () => Promise<void>,
): AsyncIterableIterator<T> {
	let checkedAtMs = deps.clock.monotonicMs();
	const end = createEarlyEnd();
	const unfollow = deps.onChange(coalesced(check, end.come));
	async function checkNow(): Promise<void> {
		const nowMs = deps.clock.monotonicMs();
		if (nowMs - checkedAtMs < checkEveryMs) return;
		await check();
		checkedAtMs = nowMs;
	}
	let hasLeft = false;
	async function leave(): Promise<void> {
		hasLeft = true;
		unfollow();
		await events.return?.();
	}
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			if (hasLeft) return { done: true, value: undefined };
			try {
				const result = await end.before(events.next());
				if (result.done) unfollow();
				else await checkNow();
				return result;
			} catch (error) {
				await leave();
				throw error;
			}
		},
		async return() {
			await leave();
			return { done: true, value: undefined };
		},
	};
}
