/** The known word most like this one, when it is near enough that a person may have meant it. */
export function nearestWord(
	word: string,
	known: Iterable<string>,
): string | undefined {
	const wanted = word.slice(0, 64).toLowerCase();
	let best: { word: string; distance: number } | undefined;
	for (const candidate of known) {
		const distance = editDistance(wanted, candidate.toLowerCase());
		const isNear = distance <= Math.max(1, Math.floor(candidate.length / 3));
		if (isNear && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
			best = { word: candidate, distance };
	}
	return best?.word;
}

/** `Did you mean …?`, or what there is when nothing is near; empty when there is nothing. */
export function nearestWordHint(
	word: string,
	known: readonly string[],
): string {
	const nearest = nearestWord(word, known);
	if (nearest !== undefined) return `Did you mean ${nearest}?`;
	if (known.length === 0) return "";
	const shown = known.toSorted().slice(0, 10);
	return `There ${shown.length === 1 ? "is" : "are"} ${shown.join(", ")}${known.length > shown.length ? ", …" : ""}.`;
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function editDistance(a: string, b: string): number {
	let twoAgo: number[] = [];
	let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
	for (let i = 1; i <= a.length; i++) {
		const row = [i];
		for (let j = 1; j <= b.length; j++) {
			const isSame = a[i - 1] === b[j - 1];
			let cost = Math.min(
				(previous[j] ?? 0) + 1,
				(row[j - 1] ?? 0) + 1,
				(previous[j - 1] ?? 0) + (isSame ? 0 : 1),
			);
			if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
				cost = Math.min(cost, (twoAgo[j - 2] ?? 0) + 1);
			row.push(cost);
		}
		twoAgo = previous;
		previous = row;
	}
	return previous[b.length] ?? 0;
}
