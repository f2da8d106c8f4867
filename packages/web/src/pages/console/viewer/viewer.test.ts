import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { findRows, inBoth, markWords, placeOf } from "./find-rows.ts";
import { createLineList, type LineList } from "./line-list.ts";

function rowsOf(list: LineList): [number, string][] {
	return Array.from({ length: list.count }, (_, row) => [
		list.number(row),
		list.text(row),
	]);
}

function listOf(...pieces: string[]): LineList {
	const list = createLineList();
	for (const piece of pieces) list.push(piece);
	list.end();
	return list;
}

test("lines are numbered, and a last one without an end counts", () => {
	assert.deepEqual(rowsOf(listOf("a\n\nb\n", "c")), [
		[1, "a"],
		[2, ""],
		[3, "b"],
		[4, "c"],
	]);
	assert.deepEqual(rowsOf(listOf("")), []);
	assert.deepEqual(rowsOf(listOf("a\n")), [[1, "a"]]);
});

test("a line of any length becomes rows that a screen can show, with one number", () => {
	const rows = rowsOf(listOf(`${"x".repeat(4500)}\nnext\n`));
	assert.deepEqual(
		rows.map(([number, text]) => [number, text.length]),
		[
			[1, 2000],
			[0, 2000],
			[0, 500],
			[2, 4],
		],
	);
});

test("it does not matter where the text is cut on its way", () => {
	const text = fc.string({ unit: fc.constantFrom("a", "b", "\n", "é", "😀") });
	fc.assert(
		fc.property(fc.array(text), (pieces) => {
			assert.deepEqual(
				rowsOf(listOf(...pieces)),
				rowsOf(listOf(pieces.join(""))),
			);
		}),
	);
});

test("more rows than a browser can show are not taken", () => {
	const list = createLineList(3);
	list.push("a\nb\n");
	assert.equal(list.isFull, false);
	list.push("c\nd\ne\n");
	assert.equal(list.isFull, true);
	assert.equal(list.count, 3);
	list.push("f\n");
	assert.equal(list.count, 3);
});

test("what a terminal would obey is not in a row", () => {
	assert.deepEqual(rowsOf(listOf("\u001b[31mred\u001b[0m \u202eok\n")), [
		[1, "red \ufffdok"],
	]);
});

test("rows are found whatever their case, within the bounds that are asked", () => {
	const list = listOf("Error one\nfine\nan ERROR\n");
	assert.deepEqual(findRows(list, "error", 0, 3), [0, 2]);
	assert.deepEqual(findRows(list, "error", 1, 3), [2]);
	assert.deepEqual(findRows(list, ".*", 0, 3), []);
});

test("places and common rows agree with the plain way to find them", () => {
	const rows = fc
		.uniqueArray(fc.nat(60))
		.map((all) => all.toSorted((a, b) => a - b));
	fc.assert(
		fc.property(rows, rows, fc.nat(60), (a, b, row) => {
			assert.equal(placeOf(a, row), a.indexOf(row));
			assert.deepEqual(
				inBoth(a, b),
				a.filter((one) => b.includes(one)),
			);
		}),
	);
});

test("marked parts are the words, and together the line", () => {
	assert.deepEqual(markWords("An error, an ERROR", "error"), [
		{ text: "An ", isMatch: false },
		{ text: "error", isMatch: true },
		{ text: ", an ", isMatch: false },
		{ text: "ERROR", isMatch: true },
	]);
	fc.assert(
		fc.property(fc.string(), fc.string(), (text, words) => {
			const parts = markWords(text, words);
			assert.equal(parts.map((part) => part.text).join(""), text);
		}),
	);
});
