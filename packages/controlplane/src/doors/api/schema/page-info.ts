import type { Page } from "@quarterdeck/contract";
import { builder } from "./builder.ts";

export interface PageInfo {
	readonly hasNextPage: boolean;
	readonly endCursor: string | undefined;
}

/** A list as GraphQL clients know it. */
export interface Connection<T> {
	readonly edges: readonly { readonly node: T; readonly cursor: string }[];
	readonly pageInfo: PageInfo;
}

export const pageInfoRef = builder.objectRef<PageInfo>("PageInfo").implement({
	fields: (t) => ({
		hasNextPage: t.exposeBoolean("hasNextPage"),
		endCursor: t.exposeString("endCursor", {
			nullable: true,
			description: "Pass it as `after` to get the next page.",
		}),
	}),
});

/** A room's page as a connection. Rooms know the cursor of the last item only; `cursorOf` makes those between. */
export function connectionOf<T>(
	page: Page<T>,
	cursorOf: (item: T) => string,
): Connection<T> {
	const edges = page.items.map((node) => ({ node, cursor: cursorOf(node) }));
	return {
		edges,
		pageInfo: {
			hasNextPage: page.nextCursor !== undefined,
			endCursor: page.nextCursor ?? edges.at(-1)?.cursor,
		},
	};
}
