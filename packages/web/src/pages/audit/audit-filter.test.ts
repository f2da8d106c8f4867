import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	chipsOf,
	exportUrl,
	filterOf,
	fromLocalField,
	isFiltered,
	readAuditSearch,
	sorted,
	toLocalField,
	without,
	withoutFilters,
} from "./audit-filter.ts";

const now = Date.parse("2026-03-04T05:06:07.890Z");

test("an address that makes no sense asks for everything", () => {
	assert.deepEqual(
		readAuditSearch({
			person: "",
			cluster: ["a"],
			code: null,
			range: "toString",
			since: "yesterday",
			until: 7,
			__proto__: { text: {} },
			more: "x",
		}),
		{},
	);
	fc.assert(
		fc.property(fc.dictionary(fc.string(), fc.anything()), (search) => {
			filterOf(readAuditSearch(search), now);
		}),
	);
});

test("what a router made numbers of is text again, and nothing is endless", () => {
	assert.deepEqual(readAuditSearch({ text: 500, cluster: true }), {
		text: "500",
		cluster: "true",
	});
	assert.equal(readAuditSearch({ text: "x".repeat(9999) }).text?.length, 400);
});

test("a range takes the place of exact ends, and asks the same within a minute", () => {
	const search = readAuditSearch({
		range: "1h",
		since: "2020-01-01T00:00:00Z",
	});
	assert.deepEqual(filterOf(search, now), {
		since: "2026-03-04T04:06:00.000Z",
	});
	assert.deepEqual(filterOf(search, now + 40_000), filterOf(search, now));
});

test("exact ends are passed on as instants", () => {
	assert.deepEqual(
		filterOf(readAuditSearch({ since: "2026-01-02T00:00:00+01:00" }), now),
		{ since: "2026-01-01T23:00:00.000Z" },
	);
});

test("each part is one chip, and is taken away alone", () => {
	const search = readAuditSearch({
		person: "ana@example.com",
		cluster: "eu",
		text: "pods",
		range: "7d",
	});
	const chips = chipsOf(search, (code) => code);
	assert.deepEqual(
		chips.map(({ words }) => words),
		["ana@example.com", "in eu", "“pods”", "last 7 days"],
	);
	assert.deepEqual(without(search, "cluster"), {
		person: "ana@example.com",
		text: "pods",
		range: "7d",
	});
	assert.equal(search.cluster, "eu");
});

test("an outcome is named as the rows name it", () => {
	for (const [outcome, words] of [
		["denied", "refused"],
		["not-understood", "not understood"],
	])
		assert.deepEqual(
			chipsOf(readAuditSearch({ outcome }), (code) => code),
			[{ name: "outcome", words }],
		);
});

test("the export asks for what the list shows, whatever is written in it", () => {
	const url = exportUrl(
		{ person: "a&b=c@example.com", text: "é #" },
		{ format: "csv", organisation: "org_1" },
	);
	const { pathname, searchParams } = new URL(url, "http://here");
	assert.equal(pathname, "/audit/export");
	assert.deepEqual(Object.fromEntries(searchParams), {
		format: "csv",
		organisation: "org_1",
		person: "a&b=c@example.com",
		text: "é #",
	});
});

test("a field for local time gives back the minute it was given", () => {
	const at = "2026-03-29T01:30:00.000Z";
	assert.equal(fromLocalField(toLocalField(at)), at);
	assert.equal(fromLocalField(""), undefined);
	assert.equal(fromLocalField("2026-"), undefined);
	assert.equal(toLocalField(undefined), "");
});

test("the order stands in the address, is no filter, and outlives the filters", () => {
	const search = readAuditSearch({ sort: "oldest", code: "command.run" });
	assert.equal(search.sort, "oldest");
	assert.deepEqual(filterOf(search, now), { code: "command.run" });
	assert.deepEqual(
		chipsOf(search, (code) => code).map(({ name }) => name),
		["code"],
	);
	assert.equal(isFiltered(search), true);
	assert.deepEqual(withoutFilters(search), { sort: "oldest" });
	assert.equal(isFiltered(withoutFilters(search)), false);
	assert.deepEqual(sorted(search, "newest"), { code: "command.run" });
	assert.deepEqual(readAuditSearch({ sort: "who" }), {});
});
