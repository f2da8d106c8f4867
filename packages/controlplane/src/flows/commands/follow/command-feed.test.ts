import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CommandId, OrganisationId } from "@quarterdeck/contract";
import { type Clock, systemClock } from "@quarterdeck/runtime";
import { createCommandFeeds } from "./command-feed.ts";

const organisationId = "org_00000000000000000000000000" as OrganisationId;
const one = {
	organisationId,
	commandId: "cmd_00000000000000000000000001" as CommandId,
};
const two = {
	organisationId,
	commandId: "cmd_00000000000000000000000002" as CommandId,
};

function stage(maxBytes = 1_000_000) {
	let nowMs = 0;
	const clock: Clock = { ...systemClock, monotonicMs: () => nowMs };
	return {
		feeds: createCommandFeeds({ clock, maxBytes, keepSeconds: 60 }),
		wind: (seconds: number) => {
			nowMs += seconds * 1000;
		},
	};
}

describe("a command's feed", () => {
	test("a late listener hears all, an early one the same, each once and in order", async () => {
		const { feeds } = stage();
		const feed = feeds.open(one);
		const early = Array.fromAsync(feed.follow(0));
		feed.publish({ kind: "accepted", cluster: "eu" });
		feed.publish({ kind: "stdout", cluster: "eu", text: "a" });
		const middle = Array.fromAsync(feed.follow(1));
		feed.publish({ kind: "command-ended" });
		const late = await Array.fromAsync(feed.follow(0));
		assert.deepEqual(
			late.map((event) => event.seq),
			[1, 2, 3],
		);
		assert.deepEqual(await early, late);
		assert.deepEqual(await middle, late.slice(1));
	});

	test("a listener that leaves while nothing happens is let go at once", async () => {
		const { feeds } = stage();
		const events = feeds.open(one).follow(0);
		const waiting = events.next();
		await events.return?.();
		assert.deepEqual(await waiting, { done: true, value: undefined });
	});

	test("asking beyond the end of an ended command ends", async () => {
		const { feeds } = stage();
		const feed = feeds.open(one);
		feed.publish({ kind: "command-ended" });
		assert.equal(feed.publish({ kind: "note", text: "late" }), false);
		assert.deepEqual(await Array.fromAsync(feed.follow(99)), []);
	});

	test("output beyond the room for it is refused, words about it are not", () => {
		const { feeds } = stage(1000);
		const feed = feeds.open(one);
		const text = "x".repeat(300);
		assert.equal(feed.publish({ kind: "stdout", text }), true);
		assert.equal(feed.publish({ kind: "stdout", text }), false);
		assert.equal(feed.publish({ kind: "note", text: "cut" }), true);
		assert.equal(feed.publish({ kind: "command-ended" }), true);
	});

	test("the same id in another organisation is another command", () => {
		const { feeds } = stage();
		feeds.open(one);
		const elsewhere = "org_00000000000000000000000009" as OrganisationId;
		assert.equal(feeds.find({ ...one, organisationId: elsewhere }), undefined);
	});

	test("ended feeds make room for new ones, and age out", () => {
		const { feeds, wind } = stage(1000);
		const first = feeds.open(one);
		first.publish({ kind: "stdout", text: "x".repeat(300) });
		first.publish({ kind: "command-ended" });
		const second = feeds.open(two);
		assert.equal(
			second.publish({ kind: "stdout", text: "y".repeat(300) }),
			true,
		);
		assert.equal(feeds.find(one), undefined);
		second.publish({ kind: "command-ended" });
		wind(61);
		feeds.open(one).publish({ kind: "accepted" });
		assert.equal(feeds.find(two), undefined);
	});
});
