import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createHandClock, until } from "@quarterdeck/testkit";
import { Hono } from "hono";
import { bodyWithinSeconds, readBody } from "./read-body.ts";

function stage() {
	const clock = createHandClock();
	const app = new Hono();
	const codes: unknown[] = [];
	app.post("/", async (c) =>
		c.text(String(await readBody(c, { clock, maxBytes: 10 }))),
	);
	app.onError((error, c) => {
		codes.push((error as { code?: string }).code);
		return c.text("refused", 400);
	});
	const send = (body: ReadableStream<Uint8Array> | string | null) =>
		app.request("/", { method: "POST", body, duplex: "half" } as RequestInit);
	return { clock, codes, send };
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe("a body", () => {
	test("that is not whole in time is refused, and no more of it is taken", async () => {
		const { clock, codes, send } = stage();
		let isLeft = false;
		const body = new ReadableStream<Uint8Array>({
			start: (controller) => controller.enqueue(bytes("{")),
			cancel() {
				isLeft = true;
			},
		});
		const answer = send(body);
		await until(() => clock.pendingTimers === 1);
		await clock.wind(bodyWithinSeconds * 1000 - 1);
		assert.deepEqual(codes, []);
		await clock.wind(1);
		await answer;
		assert.deepEqual(codes, ["REQUEST_TOO_SLOW"]);
		assert.ok(isLeft);
		assert.equal(clock.pendingTimers, 0);
	});

	test("that trickles does not win time", async () => {
		const { clock, codes, send } = stage();
		let sink: ReadableStreamDefaultController<Uint8Array> | undefined;
		const answer = send(
			new ReadableStream({
				start(controller) {
					sink = controller;
				},
			}),
		);
		await until(() => clock.pendingTimers === 1);
		for (let second = 0; second < bodyWithinSeconds; second += 5) {
			sink?.enqueue(bytes("x"));
			await clock.wind(5000);
		}
		await answer;
		assert.deepEqual(codes, ["REQUEST_TOO_SLOW"]);
	});

	test("that is too large, or cut off, says so", async () => {
		const { clock, codes, send } = stage();
		await send("x".repeat(11));
		const broken = new ReadableStream<Uint8Array>({
			pull: (controller) => controller.error(new Error("reset")),
		});
		await send(broken);
		assert.deepEqual(codes, ["INPUT_TOO_LARGE", "INPUT_INVALID"]);
		assert.equal(clock.pendingTimers, 0);
	});

	test("that is whole is handed over, also when there is none", async () => {
		const { send } = stage();
		assert.equal(await (await send("0123456789")).text(), "0123456789");
		assert.equal(await (await send(null)).text(), "");
	});
});
