import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { PluginFailureReason, PluginProcess } from "./index.ts";

import {
	directories,
	echo,
	failure,
	hostile,
	refusesToStart,
	start,
} from "./started-plugins.fixture.ts";

interface Ran {
	readonly stdout: string;
	readonly stderr: string;
	readonly exitCode: number;
}

async function run(
	plugin: PluginProcess,
	words: readonly string[],
	options: { signal?: AbortSignal; deadlineMs?: number } = {},
): Promise<Ran> {
	let stdout = "";
	let stderr = "";
	const { exitCode } = await plugin.execute(
		{ words },
		{
			deadlineMs: 30_000,
			onStdout: (chunk) => {
				stdout += Buffer.from(chunk);
			},
			onStderr: (chunk) => {
				stderr += Buffer.from(chunk);
			},
			...options,
		},
	);
	return { stdout, stderr, exitCode };
}

describe("a process that is no plugin", { concurrency: 2 }, () => {
	test("a program that is not there is named", async () => {
		const error = await failure(start([], { file: "/no/such/plugin" }));
		assert.equal(error.reason, "cannot-start");
		assert.match(error.message, /\/no\/such\/plugin.*ENOENT/);
	});
	test("a directory for sockets that is too deep is refused before the start", async () => {
		const error = await failure(
			start([echo], { socketDir: `/tmp/${"x".repeat(100)}` }),
		);
		assert.match(error.message, /socket directory/);
	});
	test("a plugin of another host is quoted with what it told people", () =>
		refusesToStart(
			["tells-people"],
			"not-a-plugin",
			/exit code 1.*plugin of something else/,
		));
	test("a plugin that ends at once is reported with its exit code", () =>
		refusesToStart(["ends-quietly"], "not-a-plugin", /exit code 0/));
	test("a first line that is no handshake is shown", () =>
		refusesToStart(["prints-garbage"], "not-a-plugin", /hello, world/));
	test("a first line without an end is cut off and shown in part", () =>
		refusesToStart(["prints-for-ever"], "not-a-plugin", /x{200}…/));
	test("silence is ended by the start timeout", () =>
		refusesToStart(["says-nothing"], "silent", /did not say a word/, {
			startTimeoutMs: 400,
		}));
	test("silence is ended by the caller", async () => {
		const cancel = new AbortController();
		const starting = failure(
			start([hostile, "says-nothing"], { signal: cancel.signal }),
		);
		cancel.abort();
		assert.equal((await starting).reason, "cancelled");
	});
	test("another version of the application protocol is refused in Botkube's words", () =>
		refusesToStart(
			["speaks-version-4"],
			"incompatible",
			/^Incompatible API version with plugin\. Plugin version: 4, Client versions: \[3\]$/,
		));
	test("another core protocol is refused", () =>
		refusesToStart(["speaks-core-2"], "incompatible", /core API version/));
	test("another wire is refused", () =>
		refusesToStart(["speaks-netrpc"], "incompatible", /netrpc/));
	test("TLS that was not offered is refused", () =>
		refusesToStart(["wants-tls"], "incompatible", /TLS/));
	test("a plugin that points to another machine is not followed", () =>
		refusesToStart(["points-away"], "not-a-plugin", /port of this machine/));
	test("a socket that is not there is said so", () =>
		refusesToStart(["points-to-nothing"], "not-a-plugin", /ENOENT/));
	test("a plugin that accepts and never answers is silent", () =>
		refusesToStart(["never-answers"], "silent", /answered nothing/, {
			startTimeoutMs: 4000,
		}));
	test("a plugin that answers noise is refused", async () => {
		const error = await failure(start([hostile, "answers-noise"]));
		assert.ok(["died", "malformed"].includes(error.reason), error.reason);
	});
	test("a plugin that hangs up is refused", async () => {
		const error = await failure(start([hostile, "hangs-up"]));
		assert.equal(error.reason, "died");
	});
	test("nothing of a failed start is left running", async () => {
		const marked = async () => {
			const pids = (await readdir("/proc")).filter((n) => /^\d+$/.test(n));
			const lines = await Promise.all(
				pids.map((pid) =>
					readFile(`/proc/${pid}/cmdline`, "latin1").catch(() => ""),
				),
			);
			return lines.filter((line) => line.includes("qd-left-behind"));
		};
		await failure(
			start([hostile, "says-nothing", "qd-left-behind"], {
				startTimeoutMs: 400,
			}),
		);
		assert.deepEqual(await marked(), []);
	});
});

describe("a plugin that answers badly", { concurrency: 2 }, () => {
	const badAnswers: [string, PluginFailureReason, RegExp][] = [
		["sends-bad-protobuf", "malformed", /cannot be read/],
		["sends-bad-frame", "malformed", /cannot be read/],
		["claims-4-gigabytes", "too-large", /larger than allowed/],
		["sends-no-json", "malformed", /no JSON/],
		["sends-wrong-message", "malformed", /baseBody\.codeBlock/],
		["ends-without-result", "malformed", /without a result/],
		["goes-on-after-result", "malformed", /after the result/],
		["answers-nothing-ok", "malformed", /./],
		["answers-200-megabytes", "too-large", /larger than allowed/],
	];
	for (const [deed, reason, message] of badAnswers)
		test(`one that ${deed.replaceAll("-", " ")} fails alone, and the next call is made`, async () => {
			const { plugin } = await start([hostile, deed]);
			const error = await failure(run(plugin, ["x"]));
			assert.match(error.message, message);
			assert.equal(error.reason, reason);
			// Its own server gives up on a session that holds 200 MB; ours is well all the same.
			if (deed !== "answers-200-megabytes") await plugin.ping();
		});
	test("a log line of five megabytes is cut and the next one is read", async () => {
		const { lines } = await start([hostile, "floods-its-log"]);
		await until(() => lines.length > 1);
		const [first, second] = lines;
		assert.equal(first?.message.length, 16 * 1024);
		assert.equal(first?.level, "error");
		assert.deepEqual(second, {
			stream: "stderr",
			level: "warn",
			message: "done",
			fields: { n: 1 },
		});
	});
	test("200 MB in one answer cost the host no more than the limit", async () => {
		const { plugin } = await start([hostile, "answers-200-megabytes"]);
		const before = process.memoryUsage().arrayBuffers;
		await failure(run(plugin, ["x"]));
		const grown = process.memoryUsage().arrayBuffers - before;
		assert.ok(grown < 32 * 1024 * 1024, `grew by ${grown} bytes`);
	});
});

describe("a plugin that behaves", { concurrency: 2 }, () => {
	test("metadata and help arrive", async () => {
		const { plugin } = await start([echo]);
		const metadata = await plugin.metadata();
		assert.equal(metadata.version, "v0.0.1");
		assert.deepEqual(metadata.dependencies, {
			tool: { "linux/amd64": "https://example.com/tool" },
		});
		assert.deepEqual(await plugin.help(), {
			baseBody: { codeBlock: "echo WORDS" },
		});
		assert.equal(plugin.streaming, true);
	});
	test("words arrive as they were, and output and exit code come back", async () => {
		const { plugin } = await start([echo]);
		const said = await run(plugin, ["echo", "it's", 'a "b"', "", "ü\n"]);
		assert.equal(said.stdout, `it's a "b"  ü\n\n`);
		assert.deepEqual(await run(plugin, ["echo", "exit", "3"]), {
			stdout: "",
			stderr: "as told\n",
			exitCode: 3,
		});
	});
	test("input is refused for a plugin that takes none, whichever way it is asked", async () => {
		const simple = echo.replace("echo-plugin", "simple-plugin");
		for (const program of [echo, simple]) {
			const { plugin } = await start([program]);
			const running = plugin.execute(
				{ words: ["echo", "x"], input: Buffer.from("secret") },
				{ deadlineMs: 10_000, onStdout() {}, onStderr() {} },
			);
			const error = await failure(running);
			assert.equal(error.reason, "refused");
			assert.match(error.message, /takes no input/);
		}
	});
	test("what a plugin throws arrives word for word", async () => {
		const { plugin } = await start([echo]);
		const error = await failure(run(plugin, ["echo", "fail", "no: 100% ü"]));
		assert.equal(error.reason, "refused");
		assert.equal(error.message, "no: 100% ü");
	});
	test("nothing of the host's environment reaches the plugin", async () => {
		const { plugin, socketDir } = await start([echo], {
			env: { ONLY: "this" },
		});
		const { stdout } = await run(plugin, ["echo", "environment"]);
		const { QUARTERDECK_PLUGIN_MARK: mark, ...rest } = JSON.parse(stdout);
		assert.match(mark, /^[0-9a-f-]{36}$/);
		assert.deepEqual(rest, {
			ONLY: "this",
			BOTKUBE: "52ca7b74-28eb-4fac-ae79-31a9cbda2454",
			PLUGIN_PROTOCOL_VERSIONS: "3",
			PLUGIN_MIN_PORT: "10000",
			PLUGIN_MAX_PORT: "25000",
			PLUGIN_UNIX_SOCKET_DIR: socketDir,
			TMPDIR: socketDir,
		});
	});
	test("200 MB of output pass through, and a slow reader holds the plugin back", async () => {
		const { plugin } = await start([echo]);
		let bytes = 0;
		let most = 0;
		const before = process.memoryUsage().arrayBuffers;
		await plugin.execute(
			{ words: ["echo", "bytes", "200000000"] },
			{
				deadlineMs: 60_000,
				onStderr: () => {},
				onStdout: async (chunk) => {
					bytes += chunk.length;
					most = Math.max(most, process.memoryUsage().arrayBuffers - before);
					await new Promise((resolve) => setImmediate(resolve));
				},
			},
		);
		assert.equal(bytes, 200_000_000);
		assert.ok(most < 64 * 1024 * 1024, `held ${most} bytes`);
	});
	test("a reader that never comes back does not outlive the deadline", async () => {
		const { plugin } = await start([echo]);
		const error = await failure(
			plugin.execute(
				{ words: ["echo", "bytes", "10000000"] },
				{
					deadlineMs: 300,
					onStderr: () => {},
					onStdout: () => new Promise(() => {}),
				},
			),
		);
		assert.equal(error.reason, "timeout");
	});
	test("a reader that throws ends the call with what it threw", async () => {
		const { plugin } = await start([echo]);
		const mine = new Error("enough");
		await assert.rejects(
			plugin.execute(
				{ words: ["echo", "bytes", "10000000"] },
				{
					deadlineMs: 30_000,
					onStderr: () => {},
					onStdout: () => {
						throw mine;
					},
				},
			),
			mine,
		);
		await plugin.ping();
	});
	test("a command that never ends is ended by its deadline", async () => {
		const { plugin } = await start([echo]);
		const error = await failure(
			run(plugin, ["echo", "hang"], { deadlineMs: 200 }),
		);
		assert.equal(error.reason, "timeout");
	});
	test("cancelling ends the command and every program it started", async () => {
		const { plugin } = await start([echo]);
		const cancel = new AbortController();
		let pid = 0;
		const error = await failure(
			plugin.execute(
				{
					words: [
						"echo",
						"program",
						"/bin/sh",
						"-c",
						"trap '' TERM; sleep 1000 & echo $!; wait; wait",
					],
				},
				{
					deadlineMs: 30_000,
					signal: cancel.signal,
					onStderr: () => {},
					onStdout: (chunk) => {
						pid = Number(Buffer.from(chunk));
						cancel.abort();
					},
				},
			),
		);
		assert.equal(error.reason, "cancelled");
		await gone(pid);
	});
	test("a plugin that dies in the middle is reported with its end, and later calls too", async () => {
		const { plugin } = await start([echo]);
		const error = await failure(run(plugin, ["echo", "die"]));
		assert.equal(error.reason, "died");
		assert.match(error.message, /signal SIGKILL/);
		assert.deepEqual(await plugin.exited, { code: null, signal: "SIGKILL" });
		assert.equal((await failure(plugin.ping())).reason, "died");
	});
	test("a stray print reaches the log and not the wire", async () => {
		const { plugin, lines } = await start([echo]);
		await run(plugin, ["echo", "print", "hello"]);
		await until(() => lines.some((line) => line.message === "hello"));
		await until(() => lines.some((line) => line.level === "warn"));
	});
	test("a hundred commands at once keep apart", async () => {
		const { plugin } = await start([echo]);
		const all = await Promise.all(
			Array.from({ length: 100 }, (_, i) => run(plugin, ["echo", `n${i}`])),
		);
		all.forEach(({ stdout }, i) => {
			assert.equal(stdout, `n${i}\n`);
		});
	});
	test("stop ends it by its own will, twice, and takes the socket away", async () => {
		const { plugin, socketDir } = await start([echo]);
		const ends = await Promise.all([plugin.stop(), plugin.stop()]);
		assert.deepEqual(ends, [
			{ code: 0, signal: null },
			{ code: 0, signal: null },
		]);
		assert.deepEqual(await readdir(socketDir), []);
		assert.deepEqual(await plugin.stop(), { code: 0, signal: null });
	});
	test("a plugin that will not stop is killed with all it started", async () => {
		const { plugin } = await start([hostile, "leaves-children"]);
		const children = await descendants(plugin.pid);
		assert.equal(children.length, 2);
		const exit = await plugin.stop({ graceMs: 100 });
		assert.equal(exit.signal, "SIGKILL");
		await Promise.all(children.map(gone));
	});
	test("a socket in a temporary directory of its own is found too", async () => {
		const temporary = await mkdtemp(join(tmpdir(), "qd-sdk-"));
		directories.push(temporary);
		const { plugin } = await start([hostile, "listens-in-tmpdir"], {
			env: { TMPDIR: temporary },
		});
		await plugin.ping();
	});
	test("a plugin that takes its word back is asked by Botkube's single call", async () => {
		const { plugin } = await start([hostile, "refuses-to-stream"]);
		const { message } = await plugin.execute(
			{ words: ["x"] },
			{ deadlineMs: 30_000, onStdout: () => {}, onStderr: () => {} },
		);
		assert.deepEqual(message, { type: "form" });
	});
	test("a source is asked about itself as a source", async () => {
		const tick = fileURLToPath(
			new URL("../testdata/tick-source.ts", import.meta.url),
		);
		const { plugin } = await start([tick], { kind: "source" });
		const metadata = await plugin.metadata();
		assert.equal(metadata.version, "v0.0.1");
		assert.deepEqual(JSON.parse(metadata.externalRequestSchema?.value ?? ""), {
			type: "object",
		});
		const { plugin: executor } = await start([echo]);
		assert.equal((await executor.metadata()).externalRequestSchema, undefined);
	});
	test("a wrapper is put before the plugin", async () => {
		const { plugin } = await start([echo], {
			wrapper: ["/usr/bin/env", "WRAPPED=yes"],
		});
		const { stdout } = await run(plugin, ["echo", "environment"]);
		assert.equal(JSON.parse(stdout).WRAPPED, "yes");
	});
	test("a request larger than allowed is not sent", async () => {
		const { plugin } = await start([echo]);
		const error = await failure(
			run(plugin, ["echo", "x".repeat(5 * 1024 * 1024)]),
		);
		assert.equal(error.reason, "too-large");
	});
});

async function descendants(pid: number): Promise<number[]> {
	const tasks = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8");
	return tasks.trim().split(" ").filter(Boolean).map(Number);
}

async function gone(pid: number): Promise<void> {
	assert.ok(pid > 1);
	await until(async () => {
		const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
		return stat === "" || / Z /.test(stat);
	});
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await isTrue())) await new Promise((next) => setImmediate(next));
}
