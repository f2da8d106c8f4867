import assert from "node:assert/strict";
import type { Page } from "@quarterdeck/contract";

/** Every item of a list, page by page; no page may hold more than asked for, and none may be told twice. */
export async function everyPage<T extends { readonly id: string }>(
	list: (page: { first: number; after?: string }) => Promise<Page<T>>,
	first: number,
): Promise<T[]> {
	const all: T[] = [];
	for (let after: string | undefined; ; ) {
		const page = await list({ first, ...(after ? { after } : {}) });
		assert.ok(page.items.length <= first);
		all.push(...page.items);
		if (page.nextCursor === undefined) break;
		assert.notEqual(page.nextCursor, after, "the list goes on");
		after = page.nextCursor;
	}
	assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
	return all;
}
