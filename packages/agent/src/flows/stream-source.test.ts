import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { PluginEntry } from "@quarterdeck/contract";
import { createHandClock, until } from "@quarterdeck/testkit";
import { defaultCeiling } from "../rooms/gate/index.ts";
import { lendToSource } from "./lend-to-source.ts";
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

describe("what is lent to a source", () => {
	const configuration = sourcesOf({}, { settings: {} });
	function lender() {
		const clock = createHandClock();
		const lent: { user: unknown; ends: Date[]; isOpen: boolean }[] = [];
		return {
			clock,
			lent,
			ceiling: defaultCeiling,
			newId: (() => "run_1") as never,
			ownCredentials: { read: () => Promise.reject(new Error("none")) },
			gate: {
				lend({ identity, endsAt }: { identity: unknown; endsAt: Date }) {
					const one = { user: identity, ends: [endsAt], isOpen: true };
					lent.push(one);
					return {
						kubeconfig: "loan",
						extend(later: Date) {
							if (one.isOpen) one.ends.push(later);
							return one.isOpen;
						},
						end() {
							one.isOpen = false;
							return undefined;
						},
					};
				},
			},
		};
	}
	const entry = (rbac?: unknown) =>
		({ key: "a/b", enabled: true, rbac }) as PluginEntry;
	const fixed = {
		user: { type: "Static", prefix: "", static: { value: "ada" } },
	};

	test("is extended as long as the stream is open, and ended with it", async () => {
		const deps = lender();
		const loan = await lendToSource(entry(fixed), configuration, deps);
		assert.equal(loan.kubeconfig, "loan");
		const [one] = deps.lent;
		await deps.clock.wind(3_600_000);
		assert.ok(one);
		assert.ok((one.ends.at(-1)?.getTime() ?? 0) > deps.clock.now().getTime());
		assert.equal(loan.over.aborted, false);
		loan.end();
		assert.equal(one.isOpen, false);
		assert.equal(deps.clock.pendingTimers, 0);
	});
	test("that was lost asks for another stream", async () => {
		const deps = lender();
		const loan = await lendToSource(entry(fixed), configuration, deps);
		const [one] = deps.lent;
		assert.ok(one);
		one.isOpen = false;
		await deps.clock.wind(600_000);
		assert.equal(loan.over.aborted, true);
		loan.end();
	});
	test("is nothing without a mapping, and nothing for a mapping that needs a person", async () => {
		const deps = lender();
		const none = await lendToSource(entry(), configuration, deps);
		assert.equal(none.kubeconfig, undefined);
		for (const rbac of [
			{ user: { type: "Email", prefix: "" } },
			{ group: { type: "ChannelName", prefix: "" } },
			{
				user: { type: "Static", prefix: "", static: { value: "system:admin" } },
			},
		])
			await assert.rejects(lendToSource(entry(rbac), configuration, deps), {
				name: "StreamRefused",
			});
		assert.equal(deps.lent.length, 0);
	});
});
