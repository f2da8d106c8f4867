import { CliFailure } from "../cli-failure.ts";

/** A page of a list. */
export interface Page<T> {
	readonly edges: readonly { readonly node: T }[];
	readonly pageInfo: {
		readonly hasNextPage: boolean;
		readonly endCursor: string | null;
	};
}

/**
 * What is on every page, fetched as it is read.
 * @throws CliFailure when there is said to be another page, but it begins where one has begun before: that list would never end.
 */
export async function* everyNode<T>(
	pageAfter: (after: string | null) => Promise<Page<T>>,
): AsyncGenerator<T> {
	const begun = new Set<string | null>();
	let after: string | null = null;
	for (;;) {
		begun.add(after);
		const { edges, pageInfo }: Page<T> = await pageAfter(after);
		for (const { node } of edges) yield node;
		if (!pageInfo.hasNextPage) return;
		after = pageInfo.endCursor;
		if (begun.has(after))
			throw new CliFailure(
				"The control plane says that this list has another page, but names none that is new. The list was not read to its end. Compare the versions of both with: qd version",
			);
	}
}
