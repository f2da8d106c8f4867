import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	decodeSet,
	difference,
	encodeSet,
	type FieldSet,
	intersection,
	isEmptySet,
	members,
	sameSet,
	setOfPaths,
	showPath,
	union,
} from "./field-set.ts";

const element = fc.oneof(
	fc.constantFrom("f:a", "f:b", "f:spec"),
	fc.constantFrom('k:{"name":"x"}', 'v:"y"'),
);
const sets: fc.Arbitrary<FieldSet> = fc
	.array(fc.array(element, { minLength: 1, maxLength: 4 }), { maxLength: 8 })
	.map(setOfPaths);

test("a set survives its JSON form", () => {
	fc.assert(
		fc.property(sets, (set) => {
			assert.ok(sameSet(decodeSet(encodeSet(set)), set));
		}),
	);
});

test("what is taken away and what is common make up the whole", () => {
	fc.assert(
		fc.property(sets, sets, (left, right) => {
			const whole = union(difference(left, right), intersection(left, right));
			assert.ok(sameSet(whole, left));
			assert.ok(isEmptySet(intersection(difference(left, right), right)));
			const count = (set: FieldSet) => [...members(set)].length;
			assert.equal(
				count(union(left, right)),
				count(left) + count(difference(right, left)),
			);
		}),
	);
});

test("a path is shown as messages show it", () => {
	const path = [
		"f:spec",
		"f:ports",
		'k:{"port":80,"protocol":"TCP"}',
		"f:targetPort",
	];
	assert.equal(
		showPath(path),
		'.spec.ports[port=80,protocol="TCP"].targetPort',
	);
	assert.equal(
		showPath(["f:metadata", "f:finalizers", 'v:"a"']),
		'.metadata.finalizers[="a"]',
	);
});

test("what is no field set counts as empty", () => {
	for (const garbage of [undefined, null, 5, "x"])
		assert.ok(isEmptySet(decodeSet(garbage)));
});
