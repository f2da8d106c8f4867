import { byNaturalOrder } from "../../../parts/natural-order.ts";
import type { SortDirection } from "../../../parts/sort-header.tsx";
import type { TableRow } from "./row-commands.ts";

/** How a table is sorted: by the cluster, or by the column at a place. */
export interface RowSort {
	readonly by: "cluster" | number;
	readonly direction: SortDirection;
}

/** The rows in this order, equal ones as they came; as they came without an order. Pure. */
export function sortRows(
	rows: readonly TableRow[],
	sort: RowSort | undefined,
): readonly TableRow[] {
	if (!sort) return rows;
	const { by } = sort;
	const sign = sort.direction === "ascending" ? 1 : -1;
	const keyed = rows.map((row) => ({
		row,
		text: by === "cluster" ? row.cluster : (row.cells[by] ?? ""),
	}));
	const sizes = keyed.map(({ text }) => sizeOf(text));
	const areSizes =
		keyed.length > 0 &&
		keyed.every(({ text }, at) => isNothing(text) || sizes[at] !== undefined);
	const places = keyed.map((_, at) => at);
	places.sort((a, b) =>
		areSizes
			? sign * compareSizes(sizes[a], sizes[b])
			: sign * byNaturalOrder(keyed[a]?.text ?? "", keyed[b]?.text ?? ""),
	);
	return places.flatMap((at) => keyed[at]?.row ?? []);
}

/** Cells that stand for no value. */
function isNothing(text: string): boolean {
	return text === "" || text === "<none>" || text === "<unknown>";
}

function compareSizes(a: number | undefined, b: number | undefined): number {
	return (a ?? -Infinity) === (b ?? -Infinity)
		? 0
		: (a ?? -Infinity) < (b ?? -Infinity)
			? -1
			: 1;
}

const seconds = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 } as const;
const bytes: Readonly<Record<string, number>> = {
	Ki: 2 ** 10,
	Mi: 2 ** 20,
	Gi: 2 ** 30,
	Ti: 2 ** 40,
	k: 1e3,
	M: 1e6,
	G: 1e9,
	T: 1e12,
};

/**
 * How large a cell is, where it is an amount as kubectl writes it: an age (`4d3h`, `5m ago`), a number (`3`, `2 (5m ago)`), a share
 * (`1/2`, `40%`), an amount of memory (`128Mi`) or of processor time (`250m` stands for an age, too, and is in order as one).
 */
export function sizeOf(text: string): number | undefined {
	const plain = text.replace(/ ago$/, "").replace(/ \(.*\)$/, "");
	if (/^(?:\d+[smhdy])+$/.test(plain))
		return [...plain.matchAll(/(\d+)([smhdy])/g)].reduce(
			(sum, [, count, unit]) =>
				sum + Number(count) * seconds[unit as keyof typeof seconds],
			0,
		);
	const share = /^(\d+)\/(\d+)$/.exec(plain);
	if (share) return Number(share[1]) / Math.max(1, Number(share[2]));
	const amount = /^(-?\d+(?:\.\d+)?)(%|[KMGT]i|[kMGT])?$/.exec(plain);
	if (!amount) return undefined;
	return Number(amount[1]) * (bytes[amount[2] ?? ""] ?? 1);
}
