import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readServerEvents, type ServerEvent } from "./server-events.ts";

async function read(chunks: Uint8Array[]): Promise<ServerEvent[]> {
	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			for (const chunk of chunks) controller.enqueue(chunk);
			controller.close();
		},
	});
	return await Array.fromAsync(readServerEvents(body));
}

const stream =
	': hello\n\nevent: next\ndata: {"a":"ä"}\n\nevent: next\ndata: one\ndata: two\n\nevent: complete\ndata:\n\n';

test("events arrive whole, wherever the network cuts them", async () => {
	const bytes = new TextEncoder().encode(stream);
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.nat(bytes.length), { maxLength: 6 }),
			async (cuts) => {
				const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
				const chunks = edges
					.slice(1)
					.map((end, i) => bytes.slice(edges[i], end));
				assert.deepEqual(await read(chunks), [
					{ event: "next", data: '{"a":"ä"}' },
					{ event: "next", data: "one\ntwo" },
					{ event: "complete", data: "" },
				]);
			},
		),
	);
});

test("an event that was cut off is not told", async () => {
	assert.deepEqual(
		await read([new TextEncoder().encode("event: next\ndata: half")]),
		[],
	);
});

test("a line without end is refused", async () => {
	const endless = new Uint8Array(17 * 1024 * 1024).fill(97);
	await assert.rejects(read([endless]), /longer than 16 MiB/);
});

test("an event of lines without end is refused", async () => {
	const line = new TextEncoder().encode(`data: ${"a".repeat(1024 * 1024)}\n`);
	await assert.rejects(read(Array(17).fill(line)), /longer than 16 MiB/);
});
