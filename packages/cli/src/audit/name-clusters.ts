import { byName } from "../output/by-name.ts";

/** Clusters in as few words as a list has room for, in natural order: `eu`, `eu,us`, or `eu and 306 more`. */
export function nameClusters(names: readonly string[]): string {
	const sorted = names.toSorted(byName);
	if (sorted.length === 0) return "-";
	return sorted.length <= 2
		? sorted.join(",")
		: `${sorted[0]} and ${sorted.length - 1} more`;
}
