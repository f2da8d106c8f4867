import assert from "node:assert/strict";
import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { executorConformance } from "@quarterdeck/plugin-sdk/conformance";
import {
	type PluginProcess,
	startPluginProcess,
} from "@quarterdeck/plugin-sdk/host";
import { tempDir } from "@quarterdeck/testkit";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const record = fileURLToPath(new URL("testdata/record.sh", import.meta.url));
const start = { file: process.execPath, args: [main] };

describe("the exec plugin conforms", { concurrency: 2 }, () => {
	for (const { name, run } of executorConformance({
		start,
		sampleCommand: { command: "exec help" },
	}))
		test(name, run);
});

const argument = (...values: string[]) =>
	JSON.stringify({ type: "enum", values });
const config = (program: string) => `
commands:
  do:
    program: ${program}
    args: [$(what), two words]
    arguments: {what: ${argument("end", "fail")}}
  lent: {program: ${program}, args: [lent], kubeconfig: true}
  hang: {program: ${program}, args: [hang], timeout: 1s}
`;

async function started(t: TestContext, env: Record<string, string>) {
	const socketDir = join(tempDir(t), "s");
	mkdirSync(socketDir);
	const plugin = await startPluginProcess({
		...start,
		env,
		cwd: "/",
		socketDir,
		startTimeoutMs: 60_000,
		log: () => {},
	});
	t.after(() => plugin.stop());
	return plugin;
}

async function run(
	plugin: PluginProcess,
	command: string,
	{
		program = record,
		onText = (_text: string) => {},
		signal = new AbortController().signal,
	} = {},
) {
	let output = "";
	const take = (chunk: Uint8Array) => {
		output += Buffer.from(chunk);
		onText(output);
	};
	const { exitCode } = await plugin.execute(
		{ command, configs: [config(program)], kubeconfig: "loan" },
		{ deadlineMs: 30_000, signal, onStdout: take, onStderr: take },
	);
	return { output, exitCode };
}

test("an allowed program gets the declared words, an empty folder and no more", async (t) => {
	const plugin = await started(t, { QD_EXEC_PROGRAMS: `/bin/true,${record}` });
	assert.deepEqual(await run(plugin, "exec do --what end"), {
		exitCode: 0,
		output: "arg end\narg two words\nkubeconfig \nfiles \nsecret \n",
	});
	assert.match((await run(plugin, "exec lent")).output, /^kubeconfig loan$/m);
	const failed = await run(plugin, "exec do --what fail");
	assert.equal(failed.exitCode, 3);
	assert.match(failed.output, /no\n/);
});

test("a program that nobody allowed does not run, whatever the configuration says", async (t) => {
	const plugin = await started(t, { QD_EXEC_PROGRAMS: "/bin/true" });
	await assert.rejects(
		run(plugin, "exec do --what end"),
		/The agent does not allow the program .*record\.sh\..*--exec-programs/,
	);
	const around = record.replace("/testdata/", "/testdata/../testdata/");
	await assert.rejects(
		run(plugin, "exec lent", { program: around }),
		/does not allow/,
	);
	await assert.rejects(
		run(plugin, "exec lent", { program: "record.sh" }),
		/named no folder/,
	);
});

test("a dependency of the plugin is found by its name", async (t) => {
	const folder = tempDir(t);
	copyFileSync(record, join(folder, "record"));
	const plugin = await started(t, { PLUGIN_DEPENDENCY_DIR: folder });
	assert.match(
		(await run(plugin, "exec do --what end", { program: "record" })).output,
		/^arg two words$/m,
	);
	await assert.rejects(
		run(plugin, "exec lent", { program: "../record" }),
		/no name of a dependency/,
	);
});

test("output comes while the program runs, and its time is bounded", async (t) => {
	const plugin = await started(t, { QD_EXEC_PROGRAMS: record });
	let seen = "";
	await assert.rejects(
		run(plugin, "exec hang", {
			onText: (text) => {
				seen = text;
			},
		}),
		/exec hang was ended: it took longer than 1s\./,
	);
	assert.match(seen, /^arg hang\n/);
	const cancel = new AbortController();
	await assert.rejects(
		run(plugin, "exec hang", {
			signal: cancel.signal,
			onText: () => cancel.abort(),
		}),
		/cancelled/i,
	);
});
