import assert from "node:assert/strict";
import { test } from "node:test";
import {
	mostSaved,
	readSavedFilters,
	type SavedFilter,
	savedFiltersOf,
	withFilter,
	writeSavedFilters,
} from "./saved-filters.ts";

const place = { account: "acc_1", organisation: "org_1", list: "clusters" };
const lost: SavedFilter = { name: "Lost", search: { state: "lost" } };

test("filters are kept for one account, organisation and list", (t) => {
	const kept = new Map<string, string>();
	Object.assign(globalThis, {
		localStorage: {
			getItem: (key: string) => kept.get(key) ?? null,
			setItem: (key: string, value: string) => kept.set(key, value),
		},
	});
	t.after(() => Reflect.deleteProperty(globalThis, "localStorage"));
	assert.ok(writeSavedFilters(place, [lost]));
	assert.deepEqual(readSavedFilters(place), [lost]);
	for (const other of [
		{ ...place, account: "acc_2" },
		{ ...place, organisation: "org_2" },
		{ ...place, list: "audit" },
	])
		assert.deepEqual(readSavedFilters(other), []);
});

test("a browser that keeps nothing has no filters, and says so", () => {
	assert.deepEqual(readSavedFilters(place), []);
	assert.equal(writeSavedFilters(place, [lost]), false);
});

test("what is no filter is left out", () => {
	assert.deepEqual(savedFiltersOf(null), []);
	assert.deepEqual(savedFiltersOf('{"name":"x"}'), []);
	assert.deepEqual(
		savedFiltersOf(
			JSON.stringify([
				null,
				7,
				{ name: "", search: {} },
				{ name: "no search" },
				{ name: "x".repeat(61), search: {} },
				{ name: "half", search: { q: "shop", n: 1, o: {} } },
			]),
		),
		[{ name: "half", search: { q: "shop" } }],
	);
});

test("a filter takes the place of its name, and the oldest goes when there are too many", () => {
	const again = { name: "Lost", search: { state: "lost,degraded" } };
	assert.deepEqual(withFilter([lost], again), [again]);
	const many = Array.from({ length: mostSaved }, (_, i) => ({
		name: `${i}`,
		search: {},
	}));
	const after = withFilter(many, lost);
	assert.equal(after.length, mostSaved);
	assert.equal(after.at(0)?.name, "1");
	assert.equal(after.at(-1), lost);
});
