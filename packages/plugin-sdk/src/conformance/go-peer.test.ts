import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { PluginFailure } from "../host/plugin-failure.ts";
import type { PluginProcess } from "../host/plugin-process.ts";
import type { PluginExecuteRequest } from "../host/plugin-request.ts";
import { executorConformance } from "./executor-conformance.ts";
import { buildGoPeers } from "./go-peers.fixture.ts";
import { withPlugin } from "./started-plugin.ts";

/*
 * The other side as it really is: Botkube's own Go SDK on HashiCorp's go-plugin, as plugin under our host and as host
 * over our plugin.
 */

const peers = await buildGoPeers();
const skip = "missing" in peers ? peers.missing : false;
const {
	host,
	plugin: file,
	source,
} = "missing" in peers ? { host: "", plugin: "", source: "" } : peers;

async function failure(promise: Promise<unknown>): Promise<PluginFailure> {
	const error = await promise.then(
		() => assert.fail("it should have failed"),
		(thrown: unknown) => thrown,
	);
	assert.ok(error instanceof PluginFailure, String(error));
	return error;
}

function run(
	plugin: PluginProcess,
	request: PluginExecuteRequest,
	deadlineMs = 30_000,
) {
	return plugin.execute(request, {
		deadlineMs,
		onStdout: () => {},
		onStderr: () => {},
	});
}

describe("a plugin on Botkube's own SDK", { skip }, () => {
	for (const { name, run: check } of executorConformance({
		start: { file },
		sampleCommand: { words: ["peer", "a b"] },
	}))
		test(name, check);

	test("gets every field of a request", () =>
		withPlugin({ file }, async (plugin) => {
			assert.equal(plugin.streaming, false);
			const { message } = await run(plugin, {
				words: ["peer", "request", "it's"],
				configs: ["a: 1\n", "b: 2\n"],
				kubeconfig: "loan",
				isInteractivitySupported: true,
				slackState: new TextEncoder().encode("{}"),
				message: { text: "hello", userDisplayName: "Ada" },
				incomingWebhookBaseUrl: "http://here",
			});
			assert.equal(
				message?.baseBody?.codeBlock,
				`peer request "it's"|a: 1\nb: 2\n|loan|true|hello|Ada|http://here`,
			);
		}));
	test("may answer with five megabytes, or with several messages", () =>
		withPlugin({ file }, async (plugin) => {
			const large = await run(plugin, { command: "peer large" });
			assert.equal(large.message?.baseBody?.codeBlock?.length, 5_000_000);
			const several = await run(plugin, { command: "peer several" });
			assert.equal(several.messages.length, 2);
		}));
	test("may print more than a pipe holds", () =>
		withPlugin({ file }, async (plugin) => {
			await run(plugin, { command: "peer print" });
		}));
	test("has its errors shown word for word, its silence ended, its death reported", () =>
		withPlugin({ file }, async (plugin) => {
			const refused = await failure(run(plugin, { command: "peer fail" }));
			assert.equal(refused.message, "told to fail: 100% ü");
			const silent = await failure(run(plugin, { command: "peer hang" }, 200));
			assert.equal(silent.reason, "timeout");
			const dead = await failure(run(plugin, { command: "peer die" }));
			assert.equal(dead.reason, "died");
			assert.match(dead.message, /exit code 3/);
		}));
});

describe("a source on Botkube's own SDK", { skip }, () => {
	test("is asked about itself as a source, and knows nothing of executors", async () => {
		const description = await withPlugin(
			{ file: source, kind: "source" },
			(plugin) => plugin.metadata(),
		);
		assert.equal(description.version, "v2.0.0");
		assert.equal(description.description, "A source.");
		const wrong = await withPlugin({ file: source }, (plugin) =>
			failure(plugin.metadata()),
		);
		assert.match(wrong.message, /unknown service executor\.Executor/);
	});
});

describe("a host on Botkube's own SDK", { skip }, () => {
	test("runs our plugin from handshake to a clean end", async () => {
		const echo = fileURLToPath(
			new URL("../testdata/echo-plugin.ts", import.meta.url),
		);
		const { stdout, stderr } = await new Promise<{
			stdout: string;
			stderr: string;
		}>((resolve, reject) => {
			execFile(
				host,
				[process.execPath, echo],
				{ timeout: 60_000 },
				(error, out, err) =>
					error
						? reject(new Error(`${error.message} ${out}`))
						: resolve({ stdout: out, stderr: err }),
			);
		});
		const answers = stdout
			.trim()
			.split("\n")
			.map((line) => JSON.parse(line));
		const [{ metadata }, { help }, ...rest] = answers;
		assert.equal(metadata.Version, "v0.0.1");
		assert.deepEqual(metadata.Dependencies.tool.URLs, {
			"linux/amd64": "https://example.com/tool",
		});
		assert.equal(help.baseBody.codeBlock, "echo WORDS");
		assert.deepEqual(rest, [
			{ output: "a b c\n" },
			{ output: "[stderr] as told\nexit status 3\n" },
			{ error: "now" },
			{ length: 1_500_001 },
			{ output: "" },
			{ hang: "DeadlineExceeded" },
			{ exited: true },
		]);
		assert.match(stderr, /^hello$/m);
	});
});
