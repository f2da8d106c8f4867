import assert from "node:assert/strict";
import { test } from "node:test";
import {
	filterOf,
	readEventsSearch,
	stretchCount,
	timeOf,
} from "./events-search.ts";

test("an address is read, and nonsense in it left out", () => {
	assert.deepEqual(
		readEventsSearch({
			cluster: " prod-* ",
			text: 7,
			level: "ERROR",
			range: "7d",
			show: "silences",
			kind: {},
			other: "x",
		}),
		{
			cluster: "prod-*",
			text: "7",
			level: "ERROR",
			range: "7d",
			show: "silences",
		},
	);
	assert.deepEqual(
		readEventsSearch({ level: "LOUD", range: "toString", since: "never" }),
		{},
	);
});

test("exact ends are both there, in order, or not at all", () => {
	const since = "2026-01-01T00:00:00.000Z";
	const until = "2026-01-01T01:00:00.000Z";
	assert.deepEqual(readEventsSearch({ since, until, range: "1h" }), {
		since,
		until,
	});
	assert.deepEqual(readEventsSearch({ since }), {});
	assert.deepEqual(readEventsSearch({ since: until, until: since }), {});
});

test("globs stand for the clusters they match, and for nothing where they match none", () => {
	const known = ["prod-eu", "prod-us", "test-eu"];
	const clusters = (cluster: string) => filterOf({ cluster }, known).clusters;
	assert.deepEqual(clusters("prod-*, lab"), ["prod-eu", "prod-us", "lab"]);
	assert.deepEqual(clusters("*-eu,prod-eu"), ["prod-eu", "test-eu"]);
	assert.deepEqual(clusters("p*d*s"), ["prod-us"]);
	assert.deepEqual(clusters("none*"), ["none*"]);
	assert.deepEqual(clusters("prod-eu*u"), ["prod-eu*u"]);
});

test("a range ends in the stretch that is now", () => {
	const now = Date.parse("2026-01-01T12:10:00.000Z");
	const { sinceMs, untilMs, isOpen } = timeOf({}, now);
	assert.ok(untilMs > now && untilMs - now <= 30 * 60_000);
	assert.equal(untilMs - sinceMs, stretchCount * 30 * 60_000);
	assert.ok(isOpen);
});
