import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createOutputChannel } from "./output-channel.ts";

describe("handing output over", () => {
	test("a write waits until the reader comes back", async () => {
		const channel = createOutputChannel<string>();
		const events: string[] = [];
		const first = channel.write("a").then(() => events.push("a taken"));
		const parts = channel.parts();
		assert.equal((await parts.next()).value, "a");
		events.push("a read");
		const second = parts.next();
		await first;
		assert.deepEqual(events, ["a read", "a taken"]);
		channel.end();
		assert.deepEqual(await second, { value: undefined, done: true });
	});
	test("parts come in order, and what was written before the end still comes", async () => {
		const channel = createOutputChannel<number>();
		const writes = [1, 2, 3].map((part) => channel.write(part));
		channel.end();
		assert.deepEqual(await Array.fromAsync(channel.parts()), [1, 2, 3]);
		await Promise.all(writes);
	});
	test("a failure reaches the reader and every writer", async () => {
		const channel = createOutputChannel<number>();
		const write = channel.write(1);
		channel.fail(new Error("broken"));
		await assert.rejects(write, /broken/);
		await assert.rejects(channel.write(2), /broken/);
		await assert.rejects(Array.fromAsync(channel.parts()), /broken/);
	});
	test("a reader that leaves is told to the writer", async () => {
		const channel = createOutputChannel<number>();
		const writes = [channel.write(1), channel.write(2)];
		for await (const _ of channel.parts()) break;
		const settled = await Promise.allSettled(writes);
		assert.equal(settled[1]?.status, "rejected");
		await assert.rejects(channel.write(3), /nobody reads/);
	});
	test("after the end nothing more is taken", async () => {
		const channel = createOutputChannel<number>();
		channel.end();
		channel.fail(new Error("too late"));
		await assert.rejects(channel.write(1));
		assert.deepEqual(await Array.fromAsync(channel.parts()), []);
	});
});
