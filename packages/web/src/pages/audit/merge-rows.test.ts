import assert from "node:assert/strict";
import { test } from "node:test";
import { mergeRows, mostAside, notShown, putAside } from "./merge-rows.ts";

function rows(...seqs: number[]) {
	return seqs.map((seq) => ({ seq }));
}

test("records heard twice or out of order are put aside once and in order", () => {
	let aside: readonly { seq: number }[] = [];
	for (const heard of rows(5, 7, 6, 7, 5)) aside = putAside(aside, heard);
	assert.deepEqual(aside, rows(7, 6, 5));
});

test("what is put aside stays bounded, the newest stay", () => {
	let aside: readonly { seq: number }[] = [];
	for (let seq = 1; seq <= mostAside + 50; seq++)
		aside = putAside(aside, { seq });
	assert.equal(aside.length, mostAside);
	assert.equal(aside[0]?.seq, mostAside + 50);
});

test("what the list shows by itself is no news", () => {
	assert.deepEqual(notShown(rows(9, 8, 7), rows(8, 7, 6)), rows(9));
});

test("news and list are one list, each record once", () => {
	assert.deepEqual(mergeRows(rows(9, 8), rows(8, 7)), rows(9, 8, 7));
	const listed = rows(3, 2);
	assert.equal(mergeRows([], listed), listed);
});
