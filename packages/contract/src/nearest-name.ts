/**
 * The candidate that was probably meant: the nearest by edit distance (a swap of neighbours counts one), if it is near enough
 * for its length. Case does not count. Undefined when none is near.
 */
export function nearestName(
	wanted: string,
	candidates: Iterable<string>,
): string | undefined {
	const word = wanted.toLowerCase().slice(0, 128);
	const limit = Math.max(1, Math.floor(word.length / 3));
	let best: string | undefined;
	let bestDistance = limit + 1;
	for (const candidate of candidates) {
		if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
		const distance = editDistance(word, candidate.toLowerCase());
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}

function editDistance(a: string, b: string): number {
	let before: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const same = a[i - 1] === b[j - 1];
			let cost = Math.min(
				(last[j] ?? 0) + 1,
				(row[j - 1] ?? 0) + 1,
				(last[j - 1] ?? 0) + (same ? 0 : 1),
			);
			const swapped =
				i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
			if (swapped) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
			row.push(cost);
		}
		before = last;
		last = row;
	}
	return last[b.length] ?? 0;
}

/** As people read names: shop-2 before shop-10. */
const byName = new Intl.Collator("en", { numeric: true });

/** The hint for an unknown name: the one that was probably meant, or all that exist. */
export function hintFor(
	wanted: string,
	known: readonly string[],
	what: string,
): string {
	const nearest = nearestName(wanted, known);
	if (nearest) return `Did you mean ${nearest}?`;
	if (known.length === 0) return `There are no ${what} yet.`;
	const shown = known.toSorted(byName.compare).slice(0, 10).join(", ");
	const more = known.length > 10 ? ` and ${known.length - 10} more` : "";
	return `Known ${what}: ${shown}${more}.`;
}
