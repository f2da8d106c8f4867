import type { Json } from "../kube-object.ts";

/** What makes two items of a list the same: their merge key, or, without one, the scalar itself. */
export type Identity = (item: Json) => Json | undefined;

export function identityBy(mergeKey: string | undefined): Identity {
	if (mergeKey === undefined) return (item) => item;
	return (item) =>
		typeof item === "object" && item !== null && !Array.isArray(item)
			? item[mergeKey]
			: item;
}

/** One text for each identity, so that long lists are searched by key. */
export function keyText(item: Json, identity: Identity): string {
	return JSON.stringify(identity(item)) ?? "";
}

/** Where the first item of each identity stands. */
export function placesOf(
	list: readonly Json[],
	identity: Identity,
): Map<string, number> {
	const places = new Map<string, number>();
	for (const [index, item] of list.entries()) {
		const key = keyText(item, identity);
		if (!places.has(key)) places.set(key, index);
	}
	return places;
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
		const places = placesOf(list, identity);
		return (item: Json) => places.get(keyText(item, identity)) ?? -1;
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
