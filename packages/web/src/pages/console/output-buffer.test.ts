import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	createOutputBuffer,
	type OutputPiece,
	type OutputView,
} from "./output-buffer.ts";

function textOf(pieces: readonly OutputPiece[]): string {
	return pieces.map(({ text }) => text).join("");
}

function filled(
	pieces: readonly (readonly [OutputPiece["kind"], string])[],
	limits?: { head: number; tail: number },
): { view: OutputView; held: number } {
	const buffer = createOutputBuffer(limits);
	for (const [kind, text] of pieces) buffer.append(kind, text);
	return { view: buffer.view(), held: buffer.held };
}

test("little output is all there, stdout and stderr in their order", () => {
	const { view } = filled([
		["stdout", "a"],
		["stdout", "b\n"],
		["stderr", "oops\n"],
		["stdout", "c"],
	]);
	assert.deepEqual(view, {
		head: [
			{ kind: "stdout", text: "ab\n" },
			{ kind: "stderr", text: "oops\n" },
			{ kind: "stdout", text: "c" },
		],
		omitted: 0,
		tail: [],
	});
});

test("of much output the first and the last are kept, and the gap is counted", () => {
	const line = (n: number) => `line ${String(n).padStart(6, "0")}\n`;
	const lines = Array.from({ length: 400_000 }, (_, n) => line(n));
	const { view, held } = filled(lines.map((text) => ["stdout", text]));
	assert.ok(textOf(view.head).startsWith(line(0)));
	assert.ok(textOf(view.tail).endsWith(line(399_999)));
	assert.match(textOf(view.tail), /^line /);
	assert.ok(held <= 3 * 16_384 + 100, `${held} characters are held`);
	const shown = textOf(view.head).length + textOf(view.tail).length;
	assert.equal(shown + view.omitted, lines.join("").length);
});

test("a single line without an end is kept at both ends", () => {
	const { view } = filled([["stdout", "x".repeat(5_000_000)]]);
	assert.equal(textOf(view.head).length, 16_384);
	assert.equal(textOf(view.tail).length, 16_384);
});

test("nothing is lost, doubled or cut within a character, however it comes", () => {
	const pieces = fc.array(
		fc.tuple(
			fc.constantFrom<OutputPiece["kind"]>("stdout", "stderr"),
			fc.string({ unit: "grapheme" }),
		),
	);
	fc.assert(
		fc.property(pieces, fc.nat(20), fc.nat(20), (given, head, tail) => {
			const { view } = filled(given, { head, tail });
			const all = given.map(([, text]) => text).join("");
			const [first, last] = [textOf(view.head), textOf(view.tail)];
			assert.ok(all.startsWith(first) && all.endsWith(last));
			assert.equal(first.length + view.omitted + last.length, all.length);
			assert.ok((first + last).isWellFormed() || !all.isWellFormed());
		}),
	);
});
