/** A series of measured durations, in milliseconds. */
export interface Series {
	readonly count: number;
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
	readonly mean: number;
}

/** Percentiles by nearest rank. @throws RangeError for an empty series. */
export function summarise(durationsMs: readonly number[]): Series {
	if (durationsMs.length === 0) throw new RangeError("nothing was measured");
	const sorted = durationsMs.toSorted((a, b) => a - b);
	const at = (share: number): number =>
		sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ??
		Number.NaN;
	return {
		count: sorted.length,
		p50: at(0.5),
		p95: at(0.95),
		p99: at(0.99),
		mean: sorted.reduce((sum, one) => sum + one, 0) / sorted.length,
	};
}

/**
 * Measures two ways of doing the same by turns, so that whatever else the machine does falls on both alike.
 * The first tenth of the rounds warms up and is not counted.
 */
export async function sideBySide(
	rounds: number,
	ways: readonly [() => Promise<unknown>, () => Promise<unknown>],
): Promise<readonly [Series, Series]> {
	const durations: [number[], number[]] = [[], []];
	const warmUp = Math.ceil(rounds / 10);
	for (let round = 0; round < rounds + warmUp; round++) {
		const order = round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
		for (const way of order) {
			const beganMs = performance.now();
			await ways[way]();
			if (round >= warmUp) durations[way].push(performance.now() - beganMs);
		}
	}
	return [summarise(durations[0]), summarise(durations[1])];
}

/** One line of the report: what was claimed, what was measured, whether the aim was met. */
export interface Finding {
	readonly claim: string;
	readonly measured: string;
	readonly aim: string;
	readonly met: boolean;
	/** Where it goes, line by line. */
	readonly details?: readonly string[];
}

export function ms(value: number): string {
	return `${value < 10 ? value.toFixed(2) : value.toFixed(1)} ms`;
}
