import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { createLog } from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { bundleProgram } from "./bundle-program.ts";

/** A checkout in small, with a program in two files. */
function checkout(t: TestContext, main: string) {
	const root = tempDir(t);
	const write = (file: string, text: string) =>
		writeFileSync(join(root, file), text);
	mkdirSync(join(root, "packages/bell/src"), { recursive: true });
	mkdirSync(join(root, "tools/bundle"), { recursive: true });
	write("package-lock.json", "{}");
	for (const file of [
		"build-stamp",
		"bundle-program",
		"escape-non-ascii",
		"keep-file-urls",
		"line-table",
		"plain-builtins",
	])
		write(`tools/bundle/${file}.ts`, "");
	write("packages/bell/src/main.ts", main);
	write(
		"packages/bell/src/ring.ts",
		`export function ring(count: number): never {\n\tthrow new Error(\`rang \${count}\`);\n}\n`,
	);
	const run = async () =>
		await promisify(execFile)(process.execPath, [
			join(root, "packages/bell/dist/main.js"),
		]);
	return { root, write, run };
}

test("a bundle is built once, and again when a source or the lock file changed or it is gone", async (t) => {
	const { root, write, run } = checkout(t, 'console.log("one");');
	assert.equal(await bundleProgram(root, "packages/bell"), true);
	assert.equal((await run()).stdout, "one\n");
	assert.equal(await bundleProgram(root, "packages/bell"), false);
	write("packages/bell/src/other.ts", "nobody imports this");
	assert.equal(await bundleProgram(root, "packages/bell"), false);
	write("packages/bell/src/main.ts", 'console.log("two");');
	assert.equal(await bundleProgram(root, "packages/bell"), true);
	assert.equal((await run()).stdout, "two\n");
	write("package-lock.json", '{"lockfileVersion":3}');
	assert.equal(await bundleProgram(root, "packages/bell"), true);
	rmSync(join(root, "packages/bell/dist/main.js"));
	assert.equal(await bundleProgram(root, "packages/bell"), true);
	assert.deepEqual(readdirSync(join(root, "packages/bell")).sort(), [
		"dist",
		"src",
	]);
});

test("a bundle that was changed, or has a file more or less, is built again", async (t) => {
	const { root, write, run } = checkout(t, 'console.log("ours");');
	await bundleProgram(root, "packages/bell");
	const built = readdirSync(join(root, "packages/bell/dist")).sort();
	write("packages/bell/dist/main.js", 'console.log("theirs");');
	assert.equal(await bundleProgram(root, "packages/bell"), true);
	assert.equal((await run()).stdout, "ours\n");
	write("packages/bell/dist/more.js", "");
	assert.equal(await bundleProgram(root, "packages/bell"), true);
	rmSync(join(root, "packages/bell/dist/main.js.map"));
	assert.equal(await bundleProgram(root, "packages/bell"), true);
	assert.deepEqual(readdirSync(join(root, "packages/bell/dist")).sort(), built);
	assert.equal(await bundleProgram(root, "packages/bell"), false);
});

test("a source that cannot be bundled is named, and the bundle before it stays", async (t) => {
	const { root, write, run } = checkout(t, 'console.log("one");');
	await bundleProgram(root, "packages/bell");
	write(
		"packages/bell/src/main.ts",
		'import { none } from "./ring.ts"; none();',
	);
	await assert.rejects(bundleProgram(root, "packages/bell"), /none/);
	write("packages/bell/src/main.ts", "console.log(import.meta.dirname);");
	await assert.rejects(
		bundleProgram(root, "packages/bell"),
		/main\.ts uses import\.meta\.dirname/,
	);
	assert.equal((await run()).stdout, "one\n");
	assert.deepEqual(readdirSync(join(root, "packages/bell")).sort(), [
		"dist",
		"src",
	]);
});

test("a bundle is ASCII and says the same", async (t) => {
	const { root, run } = checkout(
		t,
		`console.log("a… é 😀", /^[…]$/u.test("…"), "\\\\…", /^\\…$/.test("…"));`,
	);
	await bundleProgram(root, "packages/bell");
	const file = join(root, "packages/bell/dist/main.js");
	assert.doesNotMatch(readFileSync(file, "utf8"), /[^\0-\x7f]/);
	assert.equal((await run()).stdout, "a… é 😀 true \\… true\n");
});

test("a bundle loads of Node only what it uses", async (t) => {
	const { root, run } = checkout(
		t,
		`import * as path from "node:path";
		import os, { EOL as end } from "node:os";
		import process from "node:process";
		import { createServer, request as ask } from "node:http";
		const fetches = process.moduleLoadList.some((name) => name.endsWith("deps/undici/undici"));
		console.log(path.basename("/a/b"), os.EOL === end, createServer.name, ask.name, fetches);`,
	);
	await bundleProgram(root, "packages/bell");
	assert.equal((await run()).stdout, "b true createServer request false\n");
});

test("a file beside a source is found from the bundle", async (t) => {
	const { root, write, run } = checkout(
		t,
		`import { readFileSync } from "node:fs";
		console.log(readFileSync(new URL("./word.txt", import.meta.url), "utf8"));`,
	);
	write("packages/bell/src/word.txt", "ding");
	await bundleProgram(root, "packages/bell");
	assert.equal((await run()).stdout, "ding\n");
});

test("the log names the source and the line of an error in a bundle", async (t) => {
	const { root, run } = checkout(
		t,
		`import { ring } from "./ring.ts";
		try { ring(3); } catch (error) { console.log((error as Error).stack); }`,
	);
	await bundleProgram(root, "packages/bell");
	const { stdout } = await run();
	assert.match(stdout, /dist\/main\.js/);
	const lines: string[] = [];
	const write = (line: string) => void lines.push(line);
	const error = Object.assign(new Error("rang 3"), { stack: stdout });
	createLog({ process: "bell", level: "info", write }).error("it broke", {
		error,
	});
	assert.match(lines.join(""), /at ring \(\/[^)]*\/bell\/src\/ring\.ts:2\)/);
	const map = readFileSync(
		join(root, "packages/bell/dist/main.js.map"),
		"utf8",
	);
	assert.equal(JSON.parse(map).sourcesContent, undefined);
});
