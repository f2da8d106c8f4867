import { matchesWords } from "../../parts/matches-words.ts";
import { byNaturalOrder } from "../../parts/natural-order.ts";

interface Answered {
	readonly cluster: string;
	readonly state: string;
}

/** From what needs somebody to what does not; a state that is not known here comes first. */
const states = [
	"FAILED",
	"LOST",
	"DENIED",
	"CANCELLED",
	"RUNNING",
	"SUCCEEDED",
];

/** Runs with what did not succeed first, and their clusters in natural order. */
export function sortRuns<T extends Answered>(runs: readonly T[]): readonly T[] {
	return runs.toSorted(
		(a, b) =>
			states.indexOf(a.state) - states.indexOf(b.state) ||
			byNaturalOrder(a.cluster, b.cluster),
	);
}

/** How many runs ended in each state, in the order of `sortRuns`. */
export function countOutcomes(
	runs: readonly Answered[],
): readonly { readonly state: string; readonly count: number }[] {
	const counts = new Map<string, number>();
	for (const { state } of sortRuns(runs))
		counts.set(state, (counts.get(state) ?? 0) + 1);
	return [...counts].map(([state, count]) => ({ state, count }));
}

/** The runs whose cluster matches the words and whose state is the one asked for; null asks for every state. */
export function filterRuns<T extends Answered>(
	runs: readonly T[],
	words: string,
	state: string | null,
): readonly T[] {
	return runs.filter(
		(run) =>
			(state === null || run.state === state) &&
			matchesWords(words.trim(), run.cluster),
	);
}
