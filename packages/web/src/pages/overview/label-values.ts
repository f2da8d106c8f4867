import type { Fleet } from "./documents.ts";

type LabelCount = Fleet["fleetLabels"][number];

/** So many bars can be told apart. */
const mostValues = 8;

/**
 * Names of labels, those first that group clusters best: that many clusters have, in few values. A label that is different
 * everywhere groups nothing.
 */
export function labelNames(labels: readonly LabelCount[]): readonly string[] {
	const byName = Map.groupBy(labels, ({ name }) => name);
	const perValue = (name: string) => {
		const values = byName.get(name) ?? [];
		const clusters = values.reduce((sum, one) => sum + one.clusters, 0);
		return values.length === 1 ? 0 : clusters / values.length;
	};
	return [...byName.keys()].sort(
		(a, b) => perValue(b) - perValue(a) || (a < b ? -1 : 1),
	);
}

/** The most frequent values of a label, and how many are left out. */
export function labelValues(
	labels: readonly LabelCount[],
	name: string,
): { readonly shown: readonly LabelCount[]; readonly left: number } {
	const values = labels.filter((one) => one.name === name);
	return {
		shown: values.slice(0, mostValues),
		left: Math.max(0, values.length - mostValues),
	};
}
