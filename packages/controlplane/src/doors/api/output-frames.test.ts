import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { askApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

type Staged = Awaited<ReturnType<typeof stageApi>>;

async function begin(staged: Staged): Promise<string> {
	const { data } = await askApi(
		staged,
		'mutation { runCommand(input: {text: "kubectl get pods"}) { runs { id } } }',
	);
	const command = data?.runCommand as { runs: { id: string }[] } | undefined;
	return command?.runs[0]?.id ?? assert.fail();
}

function fetchFrames(staged: Staged, run: string, token = staged.token) {
	return fetch(`${staged.url}/outputs/${run}?frames`, {
		headers: { authorization: `Bearer ${token}` },
	});
}

/** Frames as they come: kind and payload. */
async function* framesOf(
	response: Response,
): AsyncGenerator<[number, Buffer], void> {
	let rest = Buffer.alloc(0);
	for await (const chunk of response.body ?? []) {
		rest = Buffer.concat([rest, chunk]);
		while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
			const end = 5 + rest.readUInt32BE(1);
			yield [rest[0] ?? -1, rest.subarray(5, end)];
			rest = rest.subarray(end);
		}
	}
	assert.equal(rest.length, 0);
}

describe("an output as frames", () => {
	test("comes as it grows, byte by byte and with its streams apart, and ends with how the run ended", async (t) => {
		const staged = await stageApi(t);
		const seen = Promise.withResolvers<void>();
		await staged.joinCluster("eu", async ({ accept, say, end }) => {
			accept();
			await say(Uint8Array.of(0xff, 0, 1, 0x1b));
			await say("oh\n", "stderr");
			await seen.promise;
			await say("last");
			return end({ outcome: "failed", exitCode: 3, outputBytes: 99 });
		});
		const run = await begin(staged);
		const heard: [number, string][] = [];
		for await (const [kind, bytes] of framesOf(
			await fetchFrames(staged, run),
		)) {
			heard.push([kind, bytes.toString(kind === 0 ? "utf8" : "hex")]);
			if (heard.length === 2) seen.resolve();
		}
		const wanted = [
			[1, "ff00011b"],
			[2, "6f680a"],
			[1, "6c617374"],
			[
				0,
				JSON.stringify({
					cluster: "eu",
					state: "FAILED",
					exitCode: 3,
					outputBytes: 99,
					incomplete: true,
					isKept: true,
				}),
			],
		];
		assert.deepEqual(heard, wanted);
		const again: [number, string][] = [];
		for await (const [kind, bytes] of framesOf(await fetchFrames(staged, run)))
			again.push([kind, bytes.toString(kind === 0 ? "utf8" : "hex")]);
		assert.deepEqual(again, wanted);
		assert.equal(staged.openSubscriptions(), 0);
	});

	test("of a run without output is its end alone", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", async ({ accept, end }) => {
			accept();
			return end();
		});
		const response = await fetchFrames(staged, await begin(staged));
		const frames = await Array.fromAsync(framesOf(response));
		assert.deepEqual(
			frames.map(([kind]) => kind),
			[0],
		);
	});

	test("gives its place back when the reader leaves while the run is silent", async (t) => {
		const staged = await stageApi(t);
		await staged.joinCluster("eu", async ({ accept, say, signal, end }) => {
			accept();
			await say("x");
			await new Promise((resolve) => signal.addEventListener("abort", resolve));
			return end({ outcome: "cancelled" });
		});
		const run = await begin(staged);
		const leaving = new AbortController();
		const response = await fetch(`${staged.url}/outputs/${run}?frames`, {
			headers: { authorization: `Bearer ${staged.token}` },
			signal: leaving.signal,
		});
		await response.body?.getReader().read();
		assert.equal(staged.openSubscriptions(), 1);
		leaving.abort();
		while (staged.openSubscriptions() > 0)
			await new Promise((next) => setImmediate(next));
	});
});
