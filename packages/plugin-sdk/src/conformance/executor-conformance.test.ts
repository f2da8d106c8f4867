import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createClient } from "@connectrpc/connect";
import { Executor } from "../gen/executor/executor_pb.ts";
import { parseMessage } from "../host/parse-message.ts";
import { toWire } from "../host/plugin-request.ts";
import { executorConformance } from "./index.ts";
import { withRawPlugin } from "./raw-plugin.ts";
import { withPlugin } from "./started-plugin.ts";

const command = (name: string) => ({
	file: process.execPath,
	args: [fileURLToPath(new URL(`../testdata/${name}.ts`, import.meta.url))],
});

for (const name of ["echo-plugin", "simple-plugin"])
	describe(`the ${name} conforms`, { concurrency: 2 }, () => {
		const checks = executorConformance({
			start: command(name),
			sampleCommand: { command: "echo 'a b'" },
		});
		for (const { name: sentence, run } of checks) test(sentence, run);
	});

describe("the suite finds a plugin that", () => {
	const failing = async (start: { file: string; args: string[] }) => {
		const failed: string[] = [];
		for (const { name, run } of executorConformance({
			start,
			sampleCommand: { command: "echo fail" },
		}))
			await run().catch(() => failed.push(name));
		return failed;
	};
	test("is no plugin at all: every check fails", async () => {
		const start = { file: "/bin/echo", args: ["hello"] };
		const all = executorConformance({
			start,
			sampleCommand: { command: "x" },
		}).map(({ name }) => name);
		assert.deepEqual(await failing(start), all);
	});
	test("does not answer: the checks of commands fail, the others pass", async () => {
		const failed = await failing(command("simple-plugin"));
		assert.ok(failed.includes("it answers a command"));
		assert.ok(!failed.includes("its help is a message"));
	});
});

describe("an answer in one piece", () => {
	const single = (words: readonly string[]) =>
		withRawPlugin(command("echo-plugin"), async ({ transport }) => {
			const client = createClient(Executor, transport);
			const { message } = await client.execute(toWire({ words }));
			return parseMessage(message)?.baseBody?.codeBlock;
		});
	test("holds output and marked errors of a plugin that streams, and its exit code", async () => {
		assert.equal(await single(["echo", "a", "b"]), "a b\n");
		assert.equal(
			await single(["echo", "exit", "3"]),
			"[stderr] as told\nexit status 3\n",
		);
	});
	test("is cut where it would be too large, and says so", async () => {
		const text = (await single(["echo", "bytes", "3000000"])) ?? "";
		assert.match(text.slice(-60), /\[output cut after 2097152 bytes\]\n$/);
		assert.ok(text.length < 2_200_000);
	});
	test("is what a plugin without streaming gives our host", () =>
		withPlugin(command("simple-plugin"), async (plugin) => {
			assert.equal(plugin.streaming, false);
			const answer = await plugin.execute(
				{ words: ["simple", "it's", "a b"] },
				{ deadlineMs: 30_000, onStdout: () => {}, onStderr: () => {} },
			);
			assert.deepEqual(answer, {
				exitCode: 0,
				message: { baseBody: { codeBlock: "it's a b" } },
				messages: [],
			});
		}));
	test("carries an error word for word", () =>
		withPlugin(command("simple-plugin"), async (plugin) => {
			await assert.rejects(
				plugin.execute(
					{ words: ["simple", "fail"] },
					{ deadlineMs: 30_000, onStdout: () => {}, onStderr: () => {} },
				),
				/^PluginFailure: told to fail$/,
			);
		}));
});
