/** What has its place in the chain. */
interface Placed {
	readonly seq: number;
}

/** Most new records kept aside; who wants more looks at the list anew. */
export const mostAside = 200;

/** Puts a record that was just heard aside, newest first; one that is there already is not put twice. */
export function putAside<T extends Placed>(
	aside: readonly T[],
	heard: T,
): readonly T[] {
	if (aside.some(({ seq }) => seq === heard.seq)) return aside;
	return newestFirst([heard, ...aside]).slice(0, mostAside);
}

/** Those put aside that the list does not show yet. */
export function notShown<T extends Placed>(
	aside: readonly T[],
	shown: readonly T[],
): readonly T[] {
	const known = new Set(shown.map(({ seq }) => seq));
	return aside.filter(({ seq }) => !known.has(seq));
}

/** Both as one list, newest first, each record once. */
export function mergeRows<T extends Placed>(
	fresh: readonly T[],
	listed: readonly T[],
): readonly T[] {
	return fresh.length === 0
		? listed
		: newestFirst([...notShown(fresh, listed), ...listed]);
}

function newestFirst<T extends Placed>(rows: readonly T[]): T[] {
	return rows.toSorted((a, b) => b.seq - a.seq);
}
