import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { hostileSource, sourcesOf, startSources } from "./sources.fixture.ts";

describe("a source plugin", () => {
	test("has its events put as notices, one stream for each group, all in one process", async (t) => {
		const { streams, notices, state, sources } = startSources(t);
		streams.apply(
			sourcesOf({
				a: { act: "count", count: 2, text: "one" },
				b: { act: "count", count: 1, text: "two" },
			}),
		);
		await until(() => notices.length === 3);
		assert.deepEqual(
			notices.map(({ group, title, plugin }) => [group, title, plugin]).sort(),
			[
				["a", "one 0", hostileSource],
				["a", "one 1", hostileSource],
				["b", "two 0", hostileSource],
			],
		);
		const pids = new Set(
			notices.map(({ raw }) => (raw as { pid: number }).pid),
		);
		assert.equal(pids.size, 1);
		assert.equal(sources.processes(), 1);
		const said = state();
		assert.equal(said?.kind, "source");
		assert.equal(said?.status, "Running");
		await until(() => state()?.version === "v1.2.3");
	});
	test("keeps its process and the streams that did not change when others do", async (t) => {
		const { streams, notices, titles, stream } = startSources(t);
		const same = { act: "count", count: 1, text: "same" };
		streams.apply(sourcesOf({ a: same, b: { act: "count", text: "old" } }));
		await until(() => notices.length === 2);
		streams.apply(sourcesOf({ a: same, b: { act: "count", text: "new" } }));
		await until(() => notices.length === 3);
		assert.deepEqual(titles().sort(), ["new 0", "old 0", "same 0"]);
		const pids = new Set(
			notices.map(({ raw }) => (raw as { pid: number }).pid),
		);
		assert.equal(pids.size, 1);
		streams.apply(sourcesOf({ a: same }));
		await until(() => stream("b") === undefined);
		assert.equal(stream("a")?.events, 1);
		streams.apply(sourcesOf({}));
	});
});
