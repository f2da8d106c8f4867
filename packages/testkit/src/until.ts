export interface UntilOptions {
	/** Default 30 000. Generous is right: a fact that comes is answered at once. */
	readonly withinMs?: number;
	/** Completes "timed out waiting until …" for the person who reads the failure. */
	readonly what?: string;
}

const pollMs = 10;

/**
 * Waits for a fact: asks `fact` until it answers something truthy, and answers that. A throw counts as "not yet".
 * @throws Error after `withinMs`, with the last throw as its cause.
 */
export async function until<T>(
	fact: () => T | Promise<T>,
	options: UntilOptions = {},
): Promise<NonNullable<T>> {
	const { withinMs = 30_000, what = fact.toString() } = options;
	const startedAtMs = performance.now();
	let cause: unknown;
	while (performance.now() - startedAtMs < withinMs) {
		try {
			const answer = await fact();
			if (answer) return answer;
			cause = undefined;
		} catch (error) {
			cause = error;
		}
		await new Promise((wake) => setTimeout(wake, pollMs));
	}
	throw new Error(`timed out after ${withinMs} ms waiting until ${what}`, {
		cause,
	});
}
