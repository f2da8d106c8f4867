import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	formatId,
	type IdKind,
	idFromSubjectToken,
	idPrefixes,
	isId,
	subjectToken,
} from "./ids.ts";

const kinds = fc.constantFrom(...(Object.keys(idPrefixes) as IdKind[]));
const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
const instant = fc.integer({ min: 0, max: 2 ** 48 - 1 });

test("an id is one of its own kind and of no other", () => {
	fc.assert(
		fc.property(kinds, kinds, instant, random, (kind, other, at, bytes) => {
			const id = formatId(kind, at, bytes);
			assert.ok(isId(kind, id));
			assert.equal(isId(other, id), kind === other);
		}),
	);
});

test("ids of a kind sort by the instant they were made", () => {
	fc.assert(
		fc.property(instant, instant, random, random, (a, b, x, y) => {
			const [first, second] = [formatId("run", a, x), formatId("run", b, y)];
			if (a !== b) assert.equal(first < second, a < b);
		}),
	);
});

test("every bit of randomness shows", () => {
	fc.assert(
		fc.property(random, fc.nat(79), (bytes, bit) => {
			const other = bytes.slice();
			other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (1 << (bit & 7));
			assert.notEqual(formatId("run", 0, bytes), formatId("run", 0, other));
		}),
	);
});

test("a subject token stands for the id it was made of, and has nothing a subject could trip over", () => {
	fc.assert(
		fc.property(kinds, instant, random, (kind, at, bytes) => {
			const id = formatId(kind, at, bytes);
			assert.match(subjectToken(id), /^[a-z0-9-]+$/);
			assert.equal(idFromSubjectToken(kind, subjectToken(id)), id);
		}),
	);
});

test("what only looks like an id is refused", () => {
	const good = formatId("cluster", 1, new Uint8Array(10));
	for (const bad of [
		"",
		"clu_",
		`${good}0`,
		good.slice(0, -1),
		good.toUpperCase(),
		good.replace("_", "-"),
		`${good}\n`,
		`agt${good.slice(3)}`,
		7,
		null,
	]) {
		assert.equal(isId("cluster", bad), false, String(bad));
	}
	for (const bad of ["", "*", ">", "clu-*", "clu", "clu_x"])
		assert.equal(idFromSubjectToken("cluster", bad), undefined);
});

test("too little randomness is refused", () => {
	assert.throws(() => formatId("run", 0, new Uint8Array(9)), RangeError);
});
