import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeNotices, notListed } from "./merge-notices.ts";

const one = (id: string, happenedAt: string, more = {}) => ({
	id,
	happenedAt,
	...more,
});

test("what is heard has its place by when it happened, once", () => {
	const listed = [one("c", "3"), one("a", "1")];
	const told = [one("b", "2"), one("c", "3", { isNew: true })];
	assert.deepEqual(mergeNotices(told, listed), [
		one("c", "3", { isNew: true }),
		one("b", "2"),
		one("a", "1"),
	]);
	assert.deepEqual(notListed(told, listed), [one("b", "2")]);
});
