import type { Channel } from "@quarterdeck/contract/configuration";

/** The clusters that a channel is told of, in words: `cluster 'prod'`, `clusters 'eu-*' and 'us'`, `all clusters`. */
export function clustersHeard({ clusters }: Pick<Channel, "clusters">): string {
	const named = clusters.map((term) => `'${term}'`);
	if (named.length === 0) return "all clusters";
	return named.length === 1
		? `cluster ${named[0]}`
		: `clusters ${listed(named)}`;
}

/** `a`, `a and b`, `a, b, and c`. */
export function listed(words: readonly string[]): string {
	if (words.length < 3) return words.join(" and ");
	return `${words.slice(0, -1).join(", ")}, and ${words.at(-1)}`;
}
