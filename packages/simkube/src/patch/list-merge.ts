import type { Json } from "../kube-object.ts";
import { sameJson } from "./json-patch.ts";

/** What makes two items of a list the same: their merge key, or, without one, the scalar itself. */
export type Identity = (item: Json) => Json | undefined;

export function identityBy(mergeKey: string | undefined): Identity {
	if (mergeKey === undefined) return (item) => item;
	return (item) =>
		typeof item === "object" && item !== null && !Array.isArray(item)
			? item[mergeKey]
			: item;
}

/** Where in `list` the item of the same identity stands, or -1. */
export function placeOf(
	list: readonly Json[],
	item: Json,
	identity: Identity,
): number {
	const wanted = identity(item);
	return list.findIndex((other) => sameJson(identity(other), wanted));
}

/**
 * Orders a merged list: items named by `order` stand in that order, the others in the order of `live`,
 * and the two are interleaved as they stood in `live`.
 */
export function orderMerged(of: {
	readonly merged: readonly Json[];
	readonly order: readonly Json[];
	readonly live: readonly Json[];
	readonly identity: Identity;
}): Json[] {
	const { merged, order, live, identity } = of;
	const place = (list: readonly Json[]) => {
		const places = list.map((item) => JSON.stringify(identity(item)));
		const first = new Map<string | undefined, number>();
		places.forEach((key, index) => {
			if (!first.has(key)) first.set(key, index);
		});
		return (item: Json) => first.get(JSON.stringify(identity(item))) ?? -1;
	};
	const inOrder = place(order);
	const inLive = place(live);
	const named = merged
		.filter((item) => inOrder(item) >= 0)
		.sort((a, b) => inOrder(a) - inOrder(b));
	const others = merged
		.filter((item) => inOrder(item) < 0)
		.sort((a, b) => inLive(a) - inLive(b));
	return interleave(others, named, inLive);
}

function interleave(
	others: readonly Json[],
	named: readonly Json[],
	inLive: (item: Json) => number,
): Json[] {
	const result: Json[] = [];
	let next = 0;
	for (const item of others) {
		while (next < named.length) {
			const rival = named[next] as Json;
			const places = [inLive(item), inLive(rival)] as const;
			if (places[0] >= 0 && places[1] >= 0 && places[0] < places[1]) break;
			result.push(rival);
			next += 1;
		}
		result.push(item);
	}
	return [...result, ...named.slice(next)];
}
