import assert from "node:assert/strict";
import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir, until } from "@quarterdeck/testkit";
import { createReloader, isSource } from "./reloader.ts";
import { sourceFoldersOf } from "./source-folders.ts";

/** A checkout in small with a reloader on it, and parts that only count. */
function stage(t: TestContext) {
	const root = tempDir(t);
	const write = (file: string, text: string) => {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), text);
	};
	write("packages/agent/src/main.ts", "1");
	write("packages/wire/src/index.ts", "1");
	write("packages/web/src/main.tsx", "1");
	write("plugins/kubectl/src/main.ts", "1");
	const said: string[] = [];
	const reloads = new Map<string, number>();
	const reloader = createReloader({ root, say: (line) => said.push(line) });
	t.after(() => reloader.stop());
	const add = (name: string, ...folders: string[]) =>
		reloader.add({
			name,
			folders,
			async reload() {
				reloads.set(name, (reloads.get(name) ?? 0) + 1);
			},
		});
	add("agent", "packages/agent", "packages/wire", "plugins/kubectl");
	add("web UI", "packages/web");
	return { root, write, said, reloads, reloader };
}

test("a changed source reloads the parts that run it, and no other", async (t) => {
	const { write, said, reloads } = stage(t);
	write("packages/wire/src/index.ts", "2");
	await until(() => reloads.get("agent") === 1);
	assert.deepEqual(said, [
		"packages/wire/src/index.ts changed; reloading agent",
	]);
	write("packages/web/src/main.tsx", "2");
	await until(() => reloads.get("web UI") === 1);
	assert.equal(reloads.get("agent"), 1);
});

test("a file that an editor replaces, a new one in a new folder and a deleted one are changes", async (t) => {
	const { root, write, reloads } = stage(t);
	const main = join(root, "packages/agent/src/main.ts");
	writeFileSync(`${main}~`, "2");
	renameSync(`${main}~`, main);
	await until(() => reloads.get("agent") === 1);
	write("packages/agent/src/rooms/gate.ts", "1");
	await until(() => reloads.get("agent") === 2);
	rmSync(join(root, "plugins/kubectl/src/main.ts"));
	await until(() => reloads.get("agent") === 3);
});

test("a reload that fails is said, and the next change reloads again", async (t) => {
	const { write, said, reloader } = stage(t);
	let attempts = 0;
	reloader.add({
		name: "broken",
		folders: ["packages/web"],
		async reload() {
			attempts += 1;
			throw new Error("does not build");
		},
	});
	write("packages/web/src/main.tsx", "2");
	await until(() => said.includes("cannot reload broken: does not build"));
	write("packages/web/src/main.tsx", "3");
	await until(() => attempts === 2);
});

test("reloads of a part do not overlap, and the last change is not missed", async (t) => {
	const { write, reloader } = stage(t);
	const gate = Promise.withResolvers<void>();
	let begun = 0;
	let together = 0;
	reloader.add({
		name: "slow",
		folders: ["packages/web"],
		async reload() {
			begun += 1;
			together += 1;
			assert.equal(together, 1);
			await gate.promise;
			together -= 1;
		},
	});
	write("packages/web/src/main.tsx", "2");
	await until(() => begun === 1);
	write("packages/agent/src/main.ts", "2");
	write("packages/web/src/main.tsx", "3");
	gate.resolve();
	await until(() => begun === 2);
});

test("tests, builds and what editors leave are no sources", () => {
	for (const file of [
		"packages/agent/src/main.ts",
		"packages/controlplane/src/rooms/audit/0001.sql",
		"packages/web/src/look/theme.css",
		"packages/agent/package.json",
	])
		assert.ok(isSource(file), file);
	for (const file of [
		"packages/agent/src/main.test.ts",
		"packages/agent/src/testdata/x.ts",
		"packages/web/dist/index.html",
		"packages/agent/src/main.ts~",
		"packages/agent/src/.main.ts.swp",
		"packages/agent/README.md",
	])
		assert.ok(!isSource(file), file);
});

test("a program runs the sources of its package and of those it depends on", () => {
	const root = resolve(import.meta.dirname, "../../../..");
	const agent = sourceFoldersOf(root, "packages/agent");
	for (const folder of ["agent", "wire", "runtime", "contract", "plugin-sdk"])
		assert.ok(agent.includes(`packages/${folder}`), folder);
	assert.ok(!agent.includes("packages/controlplane"));
	assert.deepEqual(sourceFoldersOf(root, "packages/contract"), [
		"packages/contract",
	]);
});
