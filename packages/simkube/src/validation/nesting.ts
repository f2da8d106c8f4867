/**
 * Whether a JSON value nests deeper than any object has reason to. Doors ask this before anything walks the
 * value: what walks it does so by recursion, and a few kilobytes of brackets would exhaust the stack.
 */
export function nestsTooDeep(value: unknown, limit = 1000): boolean {
	let level: unknown[] = [value];
	for (let depth = 0; level.length > 0; depth += 1) {
		if (depth > limit) return true;
		level = level.flatMap((one) =>
			typeof one === "object" && one !== null
				? Object.values(one).filter((below) => typeof below === "object")
				: [],
		);
	}
	return false;
}
