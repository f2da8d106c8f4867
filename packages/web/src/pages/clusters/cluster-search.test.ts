import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { listedStates } from "../../parts/listed-states.ts";
import {
	clusterQuery,
	clusterSearchParams,
	clusterSorts,
	readClusterSearch,
} from "./cluster-search.ts";

test("an address that says nonsense shows everything", () => {
	for (const given of [
		{},
		{ q: {}, labels: [1], state: null },
		{ state: "dancing,<script>" },
		{ state: 7 },
		{ sort: "memory" },
	])
		assert.deepEqual(clusterQuery(readClusterSearch(given)), {
			search: null,
			selector: null,
			states: null,
			order: "TROUBLE",
		});
});

test("a name of digits is a name, and an endless one is cut", () => {
	assert.equal(readClusterSearch({ q: 7 }).q, "7");
	assert.equal(readClusterSearch({ q: "x".repeat(10_000) }).q.length, 500);
});

test("what is written into the address is read again as it was", () => {
	fc.assert(
		fc.property(
			fc.record({
				q: fc.string({ maxLength: 50 }),
				labels: fc.string({ maxLength: 50 }),
				states: fc.subarray([...listedStates]),
				sort: fc.constantFrom(...clusterSorts),
			}),
			(search) => {
				assert.deepEqual(
					readClusterSearch(clusterSearchParams(search)),
					// The generator makes objects without a prototype.
					{ ...search },
				);
			},
		),
	);
});
