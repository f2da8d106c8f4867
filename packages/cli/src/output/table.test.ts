import assert from "node:assert/strict";
import { test } from "node:test";
import { table } from "./table.ts";

test("columns are as wide as their widest cell, and lines end without blanks", () => {
	assert.equal(
		table(
			["A", "LAST"],
			[
				["long one", "x"],
				["b", ""],
			],
		),
		"A          LAST\nlong one   x\nb\n",
	);
});

test("long cells are cut in the middle to the terminal's width, never inside a character", () => {
	assert.equal(
		table(["A"], [["🙂🙂🙂🙂🙂"], ["short"]], 5),
		"A\n🙂🙂🙂🙂🙂\nshort\n",
	);
	assert.equal(table(["A"], [["🙂🙂🙂🙂🙂🙂"]], 5), "A\n🙂🙂…🙂🙂\n");
});

test("the widest column gives way first, and the telling end of a name stays", () => {
	const name = `checkout-${"x".repeat(40)}-7f9c`;
	const lines = table(["ID", "NAME", "STATE"], [["1", name, "alive"]], 40)
		.trimEnd()
		.split("\n");
	assert.deepEqual(lines, [
		"ID   NAME                          STATE",
		"1    checkout-xxxx…xxxxxxxx-7f9c   alive",
	]);
	assert.ok(lines.every((line) => line.length <= 40));
});

test("a cell cannot break the line or talk to the terminal", () => {
	assert.equal(
		table(["A", "B"], [["x\ny", "\u001b[2Jz"]]),
		"A     B\nx y   ␛[2Jz\n",
	);
});

test("a hundred thousand rows are no trouble", () => {
	const rows = Array.from({ length: 100_000 }, (_, i) => [String(i), "x"]);
	assert.equal(table(["A", "B"], rows).split("\n").length, 100_002);
});
