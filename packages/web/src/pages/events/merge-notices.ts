/** What a list of events is ordered by. */
interface Happened {
	readonly id: string;
	readonly happenedAt: string;
}

/** Most that were heard and are kept; who wants more asks again. */
export const mostHeard = 500;

/** Both as one list, latest first, each once: what was told last about one counts. */
export function mergeNotices<T extends Happened>(
	told: readonly T[],
	listed: readonly T[],
): readonly T[] {
	if (told.length === 0) return listed;
	const byId = new Map([...listed, ...told].map((one) => [one.id, one]));
	return [...byId.values()].sort((a, b) => {
		if (a.happenedAt === b.happenedAt) return a.id < b.id ? 1 : -1;
		return a.happenedAt < b.happenedAt ? 1 : -1;
	});
}

/** Those that a list does not have. */
export function notListed<T extends Happened>(
	told: readonly T[],
	listed: readonly T[],
): readonly T[] {
	const known = new Set(listed.map(({ id }) => id));
	return told.filter(({ id }) => !known.has(id));
}
