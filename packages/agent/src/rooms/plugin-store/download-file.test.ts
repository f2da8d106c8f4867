import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { systemClock } from "@quarterdeck/runtime";
import { createHandClock, tempDir, until } from "@quarterdeck/testkit";
import { downloadFile, longestDownloadMs, stallMs } from "./download-file.ts";
import {
	type Answer,
	sha256,
	startPluginServer,
} from "./plugin-server.fixture.ts";
import { indexOf, storeIn } from "./plugin-store.fixture.ts";

const whole = "0123456789".repeat(1000);
const half = whole.slice(0, 5000);

/** Sends half of the file, then does what the test says. */
function sendHalf(
	then: (socket: { destroy(): void }) => void,
	headers = {},
): Answer {
	return (_request, response) => {
		response.writeHead(200, { "content-length": whole.length, ...headers });
		response.write(half, () => then(response));
	};
}

/** A download from a server, on a clock that goes on by itself while it runs. */
async function download(
	t: TestContext,
	{
		answers,
		checksum = sha256(whole),
		maxBytes = 1_000_000,
	}: { answers: readonly Answer[]; checksum?: string; maxBytes?: number },
) {
	const server = await startPluginServer(t);
	const left = [...answers];
	server.serve("/file", (request, response) => {
		const next = left.length > 1 ? left.shift() : left[0];
		next?.(request, response);
	});
	const clock = createHandClock();
	const target = join(tempDir(t), "file");
	let over = false;
	const result = downloadFile(
		{
			url: new URL(`${server.url}/file`),
			headers: {},
			headersFor: server.url,
			checksum,
			maxBytes,
			target,
		},
		{ clock, signal: new AbortController().signal },
	).finally(() => {
		over = true;
	});
	result.catch(() => {});
	await until(async () => {
		await clock.wind(500);
		return over;
	});
	assert.equal(clock.pendingTimers, 0);
	return {
		result,
		target,
		ranges: server.requests.map(({ headers }) => [
			headers.range,
			headers["if-range"],
		]),
	};
}

const sendRest: Answer = (request, response) => {
	const from = Number(
		/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0,
	);
	response.writeHead(from > 0 ? 206 : 200, {
		etag: '"one"',
		"content-length": whole.length - from,
		...(from > 0
			? { "content-range": `bytes ${from}-${whole.length - 1}/${whole.length}` }
			: {}),
	});
	response.end(whole.slice(from));
};

test("what breaks off is continued where it was", async (t) => {
	const { result, target, ranges } = await download(t, {
		answers: [
			sendHalf((socket) => socket.destroy(), { etag: '"one"' }),
			sendRest,
		],
	});
	assert.equal(await result, sha256(whole));
	assert.equal(readFileSync(target, "utf8"), whole);
	assert.deepEqual(ranges, [
		[undefined, undefined],
		["bytes=5000-", '"one"'],
	]);
});

test("what stands still is given up and continued", async (t) => {
	const { result, target, ranges } = await download(t, {
		answers: [sendHalf(() => {}, { etag: '"one"' }), sendRest],
	});
	assert.equal(await result, sha256(whole));
	assert.equal(readFileSync(target, "utf8"), whole);
	assert.equal(ranges.length, 2);
});

test("a server that always stands still is given up with the reason", async (t) => {
	const { result, ranges } = await download(t, { answers: [() => {}] });
	await assert.rejects(result, {
		message: `nothing came for ${stallMs / 1000} s`,
	});
	assert.equal(ranges.length, 5);
});

test("a server that sends drop by drop is given up after an hour", async (t) => {
	const server = await startPluginServer(t);
	server.serve("/file", (_request, response) => void response.write("x"));
	const clock = createHandClock();
	const begun = Promise.withResolvers<void>();
	const result = downloadFile(
		{
			url: new URL(`${server.url}/file`),
			headers: {},
			headersFor: "",
			checksum: undefined,
			maxBytes: 100,
			target: join(tempDir(t), "file"),
		},
		{
			clock,
			signal: new AbortController().signal,
			onProgress: () => begun.resolve(),
		},
	);
	result.catch(() => {});
	await begun.promise;
	await clock.wind(longestDownloadMs);
	await assert.rejects(result, /took longer than 60 minutes|nothing came/);
});

test("a file that another has replaced meanwhile is fetched as a whole", async (t) => {
	const other = "x".repeat(whole.length);
	for (const second of [
		// It says that it is another.
		(_: unknown, response: Parameters<Answer>[1]) => {
			response
				.writeHead(206, {
					etag: '"two"',
					"content-range": `bytes 5000-9999/10000`,
				})
				.end(other.slice(5000));
		},
		// It does not, and its bytes are.
		(_: unknown, response: Parameters<Answer>[1]) => {
			response
				.writeHead(206, {
					etag: '"one"',
					"content-range": `bytes 5000-9999/10000`,
				})
				.end(other.slice(5000));
		},
		// It sends the whole, as If-Range asks for.
		(_: unknown, response: Parameters<Answer>[1]) => void response.end(whole),
		// It knows no such part.
		(_: unknown, response: Parameters<Answer>[1]) =>
			void response.writeHead(416).end(),
	] as Answer[]) {
		const { result, target } = await download(t, {
			answers: [
				sendHalf((socket) => socket.destroy(), { etag: '"one"' }),
				second,
				sendRest,
			],
		});
		assert.equal(await result, sha256(whole));
		assert.equal(readFileSync(target, "utf8"), whole);
	}
});

test("a server that cannot tell that the file is the same is asked for the whole", async (t) => {
	const { result, ranges } = await download(t, {
		answers: [
			sendHalf((socket) => socket.destroy(), { etag: 'W/"one"' }),
			sendRest,
		],
	});
	assert.equal(await result, sha256(whole));
	assert.deepEqual(ranges, [
		[undefined, undefined],
		[undefined, undefined],
	]);
});

test("a file that is too large is refused before it is taken, or when it shows", async (t) => {
	const announced = await download(t, { answers: [sendRest], maxBytes: 5000 });
	await assert.rejects(announced.result, /is larger than 0 MiB/);
	assert.equal(readFileSync(announced.target).length, 0);
	const streamed = await download(t, {
		answers: [
			(_request, response) => void response.write(whole, () => response.end()),
		],
		maxBytes: 5000,
	});
	await assert.rejects(streamed.result, /is larger than 0 MiB/);
	assert.ok(readFileSync(streamed.target).length <= 5000);
});

test("a server in trouble is asked again, one that refuses is not", async (t) => {
	const status =
		(code: number): Answer =>
		(_request, response) =>
			void response.writeHead(code).end();
	const troubled = await download(t, {
		answers: [status(503), status(429), sendRest],
	});
	assert.equal(await troubled.result, sha256(whole));
	const refusing = await download(t, { answers: [status(403), sendRest] });
	await assert.rejects(refusing.result, /was answered with the status 403/);
	assert.equal(refusing.ranges.length, 1);
});

test("a process that is killed leaves no plugin that is not whole, and what it left is removed in time", async (t) => {
	const server = await startPluginServer(t);
	const url = `${server.url}/index.yaml`;
	const cacheDir = tempDir(t);
	server.serve(
		"/index.yaml",
		indexOf([{ url: "tool", checksum: sha256(whole) }]),
	);
	const begun = Promise.withResolvers<void>();
	server.serve(
		"/tool",
		sendHalf(() => begun.resolve()),
	);
	const fixture = new URL("./plugin-store.fixture.ts", import.meta.url).href;
	const child = spawn(process.execPath, [
		"--input-type=module",
		"--eval",
		`import { storeIn } from ${JSON.stringify(fixture)};
await storeIn(${JSON.stringify(cacheDir)}, { url: ${JSON.stringify(url)} }).ask("acme/tool");`,
	]);
	const ended = new Promise((resolve) => child.on("exit", resolve));
	t.after(() => void child.kill("SIGKILL"));
	await begun.promise;
	const folder = join(cacheDir, "acme");
	const unfinished = () =>
		readdirSync(folder).filter((name) => name.endsWith(".downloading"));
	await until(() => unfinished().length === 1);
	child.kill("SIGKILL");
	await ended;
	assert.deepEqual(readdirSync(folder), unfinished());
	server.serve("/tool", whole);
	const file = await storeIn(cacheDir, { url }).ask("acme/tool");
	assert.equal(readFileSync(file, "utf8"), whole);
	assert.equal(unfinished().length, 1);
	const later = createHandClock(
		new Date(systemClock.now().getTime() + 2 * 3_600_000),
	);
	server.serve(
		"/index.yaml?2",
		indexOf([{ url: "tool2", checksum: sha256("2") }]),
	);
	server.serve("/tool2", "2");
	await storeIn(cacheDir, { url: `${url}?2` }, { clock: later }).ask(
		"acme/tool",
	);
	assert.equal(readFileSync(file, "utf8"), "2");
	assert.deepEqual(unfinished(), []);
});
