import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@connectrpc/connect";
import { withRawPlugin } from "./conformance/raw-plugin.ts";
import { Source } from "./gen/source/source_pb.ts";

const tick = fileURLToPath(new URL("testdata/tick-source.ts", import.meta.url));

function withSource(
	use: (source: Client<typeof Source>) => Promise<void>,
	...args: string[]
): Promise<void> {
	return withRawPlugin(
		{ file: process.execPath, args: [tick, ...args] },
		({ transport }) => use(createClient(Source, transport)),
	);
}

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (event: Uint8Array) => JSON.parse(new TextDecoder().decode(event));
const request = (config: string) => ({
	configs: [{ rawYAML: bytes(config) }],
	context: { sourceContext: { sourceName: "ticks" }, kubeConfig: bytes("abc") },
});

describe("a source", () => {
	test("streams Botkube's events and ends when its author is done", () =>
		withSource(async (source) => {
			const parts = await Array.fromAsync(source.stream(request("2")));
			assert.deepEqual(
				parts.map(({ event }) => read(event)),
				[0, 1].map((n) => ({
					Message: { baseBody: { plaintext: `ticks ${n}` } },
					RawObject: { n, loan: 3 },
					AnalyticsLabels: null,
				})),
			);
		}));
	test("waits for a slow listener, and stops when there is none", () =>
		withSource(async (source) => {
			const stop = new AbortController();
			const stream = source.stream(request("1000000000"), {
				signal: stop.signal,
			});
			let heard = 0;
			await assert.rejects(async () => {
				for await (const _ of stream) {
					heard += 1;
					if (heard === 10) stop.abort();
				}
			});
			assert.ok(heard < 1000);
			assert.equal((await source.metadata({})).version, "v0.0.1");
		}));
	test("ends a stream with its author's words", () =>
		withSource(async (source) => {
			await assert.rejects(
				Array.fromAsync(source.stream(request("fail"))),
				/told to fail/,
			);
		}));
	test("answers external requests", () =>
		withSource(async (source) => {
			const { event } = await source.handleExternalRequest({
				payload: bytes('{"a":1}'),
				context: { sourceContext: { clusterName: "eu" } },
			});
			assert.deepEqual(read(event), {
				Message: { baseBody: { codeBlock: '{"a":1}' } },
				RawObject: null,
				AnalyticsLabels: { cluster: "eu" },
			});
		}));
	test("says what it cannot do", () =>
		withSource(async (source) => {
			await assert.rejects(
				Array.fromAsync(source.stream(request("1"))),
				/does not stream/,
			);
			await assert.rejects(
				source.handleExternalRequest({ payload: bytes("") }),
				/takes no external requests/,
			);
			const { externalRequest } = await source.metadata({});
			assert.equal(
				externalRequest?.payload?.jsonSchema?.value,
				'{"type":"object"}',
			);
		}, "silent"));
});
