import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readServerEvents, type ServerEvent } from "./server-events.ts";

async function eventsOf(chunks: readonly Uint8Array[]): Promise<ServerEvent[]> {
	const events: ServerEvent[] = [];
	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			for (const chunk of chunks) controller.enqueue(chunk);
			controller.close();
		},
	});
	for await (const event of readServerEvents(body)) events.push(event);
	return events;
}

const bytes = (text: string) => new TextEncoder().encode(text);

test("events are told in order, pings are not", async () => {
	const text =
		':\n\nevent: next\ndata: {"a":1}\n\n:\n\nevent: complete\ndata:\n\n';
	assert.deepEqual(await eventsOf([bytes(text)]), [
		{ event: "next", data: '{"a":1}' },
		{ event: "complete", data: "" },
	]);
});

test("it does not matter where the network cuts the bytes", async () => {
	const text =
		"event: next\r\ndata: grüße ✓\r\n\r\nevent: next\ndata: b\ndata: c\n\n";
	const whole = bytes(text);
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.nat(whole.length), { maxLength: 6 }),
			async (cuts) => {
				const places = [0, ...cuts.toSorted((a, b) => a - b), whole.length];
				const chunks = places
					.slice(1)
					.map((end, i) => whole.slice(places[i] ?? 0, end));
				assert.deepEqual(await eventsOf(chunks), [
					{ event: "next", data: "grüße ✓" },
					{ event: "next", data: "b\nc" },
				]);
			},
		),
	);
});

test("an event that never ends is given up", async () => {
	const chunk = bytes("x".repeat(1_048_576));
	await assert.rejects(
		eventsOf(Array.from({ length: 10 }, () => chunk)),
		/too long/,
	);
});
