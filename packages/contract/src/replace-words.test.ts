import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createStreamReplacer, createWordReplacer } from "./replace-words.ts";

test("overlapping words are replaced as one, and every place of every word is", () => {
	const hide = createWordReplacer(["abcd", "cdef", "f", ""], "*");
	assert.equal(hide("abcdef abcd fcdefx"), "* * **x");
	const word = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 5 });
	fc.assert(
		fc.property(
			fc.array(word),
			fc.string({ unit: fc.constantFrom("a", "b", "c") }),
			(words, text) => {
				const covered = [...text].map(() => false);
				for (const one of words)
					for (
						let at = text.indexOf(one);
						at >= 0 && one !== "";
						at = text.indexOf(one, at + 1)
					)
						covered.fill(true, at, at + one.length);
				const left = [...text].filter((_, i) => !covered[i]).join("");
				assert.equal(
					createWordReplacer(words, "*")(text).replaceAll("*", ""),
					left,
				);
			},
		),
	);
});

test("a text in pieces becomes what the whole becomes, wherever it is cut", () => {
	const piece = fc.string({
		unit: fc.constantFrom("a", "b", "c"),
		maxLength: 7,
	});
	fc.assert(
		fc.property(
			fc.array(fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 5 })),
			fc.array(piece),
			(words, pieces) => {
				const stream = createStreamReplacer(words, "*")();
				const longest = Math.max(0, ...words.map((word) => word.length));
				let given = 0;
				let told = "";
				for (const one of pieces) {
					given += one.length;
					told += stream.push(one);
					assert.ok(told.length <= given);
				}
				const before = told.length;
				told += stream.end();
				assert.ok(told.length - before <= longest);
				assert.equal(told, createWordReplacer(words, "*")(pieces.join("")));
			},
		),
	);
});

test("a word that overlaps itself without end holds nothing back for ever", () => {
	const stream = createStreamReplacer(["aa"], "*")();
	const told = Array.from({ length: 1000 }, () => stream.push("a"));
	assert.equal(told.join(""), "*");
	assert.equal(stream.push("b"), "b");
	assert.equal(stream.end(), "");
});
