import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { maps, onServer, why } from "./kube-client.fixture.ts";

describe("what has no end", () => {
	test("a list whose pages lead to themselves is given up, and so is one that goes on for ever", async (t) => {
		let asked = 0;
		const page = (token: string) =>
			JSON.stringify({ metadata: { continue: token }, items: [] });
		const circle = await onServer(t, (_, response) => {
			asked += 1;
			response.end(page("again"));
		});
		await assert.rejects(
			Array.fromAsync(circle.client.list(maps, why)),
			/list of configmaps does not end/,
		);
		assert.equal(asked, 2);
		const endless = await onServer(t, (_, response) => {
			asked += 1;
			response.end(page(`t-${asked}`));
		});
		let pages = 0;
		await assert.rejects(async () => {
			for await (const _ of endless.client.list(maps, why)) pages += 1;
		}, /more than 10000 pages/);
		assert.equal(pages, 10_000);
	});

	test("an object, a page and a refusal of any size end at a bound, and the connection with them", async (t) => {
		let stopped = 0;
		const { client } = await onServer(t, (request, response) => {
			const piece = Buffer.alloc(1_048_576, "x");
			response.writeHead(request.url?.endsWith("/refused") ? 403 : 200);
			response.write('{"metadata":{"name":"');
			const more = () => {
				while (response.write(piece));
			};
			response.on("drain", more);
			response.on("close", () => {
				stopped += 1;
			});
			more();
		});
		const tooLarge =
			/GET \/api\/v1\/namespaces\/default\/configmaps.* is too large: it has more than 33554432 bytes/;
		await assert.rejects(client.get(maps, "a", why), tooLarge);
		await assert.rejects(client.get(maps, "refused", why), tooLarge);
		await assert.rejects(Array.fromAsync(client.list(maps, why)), tooLarge);
		const ended = new AbortController();
		const told: unknown[] = [];
		for await (const _ of client.watch(maps, {
			...why,
			resourceVersion: "1",
			signal: ended.signal,
			onInterrupted(error) {
				told.push(error);
				ended.abort();
			},
		}));
		assert.match(
			String(told[0]),
			/one object of the watch has more than 8388608 characters/,
		);
		await until(() => stopped === 4);
	});

	test("a character on two chunks is one character", async (t) => {
		const [before, after] = [
			Buffer.from('{"metadata":{"name":"a'),
			Buffer.from('"}}'),
		];
		const letter = Buffer.from("é");
		const { client } = await onServer(t, (_, response) => {
			response.write(Buffer.concat([before, letter.subarray(0, 1)]), () =>
				response.end(Buffer.concat([letter.subarray(1), after])),
			);
		});
		const found = await client.get(maps, "a", why);
		assert.equal(found.metadata.name, "aé");
	});
});
