import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createClient } from "@connectrpc/connect";
import { tempDir } from "@quarterdeck/testkit";
import { withRawPlugin } from "./conformance/raw-plugin.ts";
import { Executor } from "./gen/executor/executor_pb.ts";
import { Source } from "./gen/source/source_pb.ts";

const plugin = (name: string, env: Record<string, string> = {}) => ({
	file: process.execPath,
	args: [fileURLToPath(new URL(`testdata/${name}.ts`, import.meta.url))],
	env,
});
const configs = (...texts: string[]) =>
	texts.map((text) => ({ rawYAML: new TextEncoder().encode(text) }));
const read = (json: Uint8Array) => JSON.parse(new TextDecoder().decode(json));

describe("an executor with a schema", () => {
	const greet = (
		command: string,
		texts: string[],
		env?: Record<string, string>,
	) =>
		withRawPlugin(plugin("typed-executor", env), async ({ transport }) => {
			const client = createClient(Executor, transport);
			const answer = await client.execute({
				command,
				configs: configs(...texts),
			});
			return read(answer.message);
		});
	test("gets its configuration merged, with defaults", async () => {
		assert.deepEqual(
			await greet("greet Bo", ["greeting: hi\ntimes: 3", "times: 2"]),
			{ baseBody: { codeBlock: "hi Bo\nhi Bo\n" } },
		);
		assert.deepEqual(await greet("greet Bo", []), {
			baseBody: { codeBlock: "hello Bo\n" },
		});
	});
	test("answers with every key that is wrong", async () => {
		const failure = await greet("greet Bo", [
			"times: 9\ngreeting: 1\nwhom: x",
		]).catch(String);
		for (const part of [
			/The configuration of greet is not valid:\n- /,
			/^- greeting: /m,
			/^- times: /m,
			/"whom"/,
		])
			assert.match(failure, part);
	});
	test("hands its JSON Schema to the host", () =>
		withRawPlugin(plugin("typed-executor"), async ({ transport }) => {
			const { jsonSchema } = await createClient(Executor, transport).metadata(
				{},
			);
			const schema = JSON.parse(jsonSchema?.value ?? "");
			assert.equal(schema.$schema, "http://json-schema.org/draft-07/schema#");
			assert.equal(schema.title, "greet");
			assert.equal(schema.properties.greeting.description, "What it says.");
			assert.equal(schema.required, undefined);
		}));
	test("finds its dependencies, and nothing outside their folder", async (t) => {
		const root = tempDir(t);
		const directory = join(root, "dependencies");
		mkdirSync(directory);
		writeFileSync(join(directory, "tool"), "");
		writeFileSync(join(root, "outside"), "");
		symlinkSync(join(root, "outside"), join(directory, "link"));
		const find = (name: string) =>
			greet(`greet find ${name}`, [], { PLUGIN_DEPENDENCY_DIR: directory });
		assert.match(
			(await find("tool")).baseBody.plaintext,
			/dependencies\/tool$/,
		);
		await assert.rejects(find("link"), /lies outside/);
		await assert.rejects(find("../outside"), /is no name of a dependency/);
		await assert.rejects(find("absent"), /is not among/);
		await assert.rejects(greet("greet find tool", []), /named no folder/);
	});
});

describe("a source with a schema", () => {
	const withCount = (
		use: (
			client: ReturnType<typeof createClient<typeof Source>>,
		) => Promise<void>,
	) =>
		withRawPlugin(plugin("typed-source"), ({ transport }) =>
			use(createClient(Source, transport)),
		);
	test("streams and answers by its configuration", () =>
		withCount(async (client) => {
			const parts = await Array.fromAsync(
				client.stream({ configs: configs("events: 2") }),
			);
			assert.deepEqual(
				parts.map(({ event }) => read(event).Message.baseBody.plaintext),
				["0", "1"],
			);
			const { event } = await client.handleExternalRequest({
				config: configs("events: 3")[0],
			});
			assert.equal(read(event).Message.baseBody.plaintext, "3");
		}));
	test("says what is wrong with it", () =>
		withCount(async (client) => {
			const wrong = /The configuration of count is not valid:\n- events: /;
			await assert.rejects(
				Array.fromAsync(client.stream({ configs: configs("events: 4") })),
				wrong,
			);
			await assert.rejects(client.handleExternalRequest({}), wrong);
		}));
});
