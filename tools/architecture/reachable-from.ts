import { arrowsOf, type House } from "./find-violations.ts";

/** What a program may load, at its start or later. */
export interface Reach {
	readonly files: ReadonlySet<string>;
	/** Modules that are no files of ours: npm packages and Node's own. */
	readonly foreign: ReadonlySet<string>;
}

/** Follows every import of a file, static and dynamic, of values and of types. */
export function reachableFrom(house: House, entry: string): Reach {
	const files = new Set<string>();
	const foreign = new Set<string>();
	const waiting = [entry];
	for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
		if (files.has(file)) continue;
		files.add(file);
		for (const arrow of arrowsOf(house, file, house.files.get(file) ?? "")) {
			if (arrow.to === undefined) foreign.add(arrow.specifier);
			else waiting.push(arrow.to);
		}
	}
	return { files, foreign };
}
