import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { sourceConformance } from "./index.ts";

const command = (name: string, ...args: string[]) => ({
	file: process.execPath,
	args: [
		fileURLToPath(new URL(`../testdata/${name}.ts`, import.meta.url)),
		...args,
	],
});
const suites = {
	"a source that streams and takes calls": {
		start: command("tick-source"),
		config: "5",
		reports: true,
		payload: "{}",
	},
	"a source that does neither": {
		start: command("tick-source", "silent"),
		config: "5",
	},
	"a source with a schema": {
		start: command("typed-source"),
		config: "events: 1",
		reports: true,
		payload: "{}",
	},
};

for (const [name, options] of Object.entries(suites))
	describe(`${name} conforms`, { concurrency: 2 }, () => {
		for (const { name: sentence, run } of sourceConformance(options))
			test(sentence, run);
	});

async function failing(options: Parameters<typeof sourceConformance>[0]) {
	const failed: string[] = [];
	for (const { name, run } of sourceConformance(options))
		await run().catch(() => failed.push(name));
	return failed;
}

describe("the suite finds a source that", () => {
	test("is no plugin at all: every check fails", async () => {
		const options = {
			start: { file: "/bin/echo", args: ["hello"] },
			config: "",
		};
		const all = sourceConformance(options).map(({ name }) => name);
		assert.deepEqual(await failing(options), all);
	});
	test("does not report, or does not answer calls, though it should", async () => {
		assert.deepEqual(
			await failing({
				start: command("tick-source", "silent"),
				config: "5",
				reports: true,
				payload: "{}",
			}),
			[
				"it streams events, or refuses the method",
				"it answers a call from outside with an event",
				"a call from outside that is nonsense leaves it well",
			],
		);
	});
	test("is an executor", async () => {
		const failed = await failing({
			start: command("echo-plugin"),
			config: "",
			payload: "{}",
		});
		assert.ok(
			failed.includes(
				"its metadata has a version and a description, and its schema is JSON",
			),
		);
	});
});
