const pageRows = 15;

/** The row a key leads to, within the list; undefined for keys that lead nowhere. */
export function nextRow(
	key: string,
	row: number,
	count: number,
): number | undefined {
	const wanted = targetOf(key, row, count);
	return wanted === undefined
		? undefined
		: Math.max(0, Math.min(wanted, count - 1));
}

function targetOf(key: string, row: number, count: number): number | undefined {
	switch (key) {
		case "ArrowDown":
			return row + 1;
		case "ArrowUp":
			return row - 1;
		case "PageDown":
			return row + pageRows;
		case "PageUp":
			return row - pageRows;
		case "Home":
			return 0;
		case "End":
			return count - 1;
		default:
			return undefined;
	}
}
