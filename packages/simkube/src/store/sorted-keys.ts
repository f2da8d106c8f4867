/** Keys in order, cheap to extend one by one and in bulk. */
export interface SortedKeys {
	add(key: string): void;
	remove(key: string): void;
	/** The keys in order that start with `prefix`; the answer is a copy. */
	startingWith(prefix: string): string[];
}

/** Bulk loads append and sort once at the next read; single inserts are placed by bisection. */
export function createSortedKeys(): SortedKeys {
	let sorted: string[] = [];
	let pending: string[] = [];

	function settle(): void {
		if (pending.length === 0) return;
		if (pending.length > 32) {
			sorted = sorted.concat(pending).sort(compareKeys);
		} else {
			for (const key of pending) sorted.splice(lowerBound(sorted, key), 0, key);
		}
		pending = [];
	}

	return {
		add(key) {
			pending.push(key);
		},
		remove(key) {
			settle();
			const at = lowerBound(sorted, key);
			if (sorted[at] === key) sorted.splice(at, 1);
		},
		startingWith(prefix) {
			settle();
			if (prefix === "") return sorted.slice();
			return sorted.slice(
				lowerBound(sorted, prefix),
				lowerBound(sorted, `${prefix}\uffff`),
			);
		},
	};
}

function compareKeys(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

function lowerBound(keys: readonly string[], key: string): number {
	let low = 0;
	let high = keys.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((keys[middle] as string) < key) low = middle + 1;
		else high = middle;
	}
	return low;
}
