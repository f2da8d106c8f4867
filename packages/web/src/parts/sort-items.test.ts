import assert from "node:assert/strict";
import { test } from "node:test";
import {
	instantOf,
	nextSort,
	type SortColumn,
	sortItems,
} from "./sort-items.ts";

interface Token {
	readonly label: string;
	readonly usedAt: string | null;
}

const columns: readonly SortColumn<Token>[] = [
	{ label: "Label", valueOf: ({ label }) => label },
	{
		label: "Last used",
		valueOf: ({ usedAt }) => instantOf(usedAt, "never was"),
		first: "descending",
	},
];
const [byLabel, byUse] = columns as readonly [
	SortColumn<Token>,
	SortColumn<Token>,
];

const tokens: readonly Token[] = [
	{ label: "ci-10", usedAt: null },
	{ label: "ci-2", usedAt: "2026-01-02T00:00:00.000Z" },
	{ label: "Backup", usedAt: "2026-01-10T00:00:00.000Z" },
	{ label: "old", usedAt: null },
];

const labels = (sort: Parameters<typeof sortItems>[2]) =>
	sortItems(tokens, columns, sort)
		.map(({ label }) => label)
		.join(" ");

test("items stand as they came until a column is chosen, then either way, equal ones as they came", () => {
	assert.equal(labels(undefined), "ci-10 ci-2 Backup old");
	const first = nextSort(byLabel, undefined);
	assert.equal(labels(first), "Backup ci-2 ci-10 old");
	assert.equal(labels(nextSort(byLabel, first)), "old ci-10 ci-2 Backup");
	const used = nextSort(byUse, first);
	assert.equal(labels(used), "Backup ci-2 ci-10 old");
	assert.equal(labels(nextSort(byUse, used)), "ci-10 old ci-2 Backup");
	assert.deepEqual(nextSort(byUse, nextSort(byUse, used)), used);
	assert.equal(
		labels({ by: "Gone", direction: "ascending" }),
		labels(undefined),
	);
});

test("what never comes is later than all, what never was earlier", () => {
	const now = new Date().toISOString();
	assert.ok(instantOf(null, "never comes") > instantOf(now, "never comes"));
	assert.ok(instantOf(null, "never was") < instantOf(now, "never was"));
});
