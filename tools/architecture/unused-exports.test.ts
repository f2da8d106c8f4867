import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";

const root = resolve(import.meta.dirname, "../..");

/** What `qd test --only deadcode` says of a small tree under our own settings. */
function findDeadCode(
	t: TestContext,
	files: Readonly<Record<string, string>>,
): string {
	const dir = tempDir(t);
	const all = {
		"knip.json": readFileSync(join(root, "knip.json"), "utf8"),
		"package.json": JSON.stringify({
			name: "tree",
			type: "module",
			workspaces: ["packages/*"],
		}),
		...files,
	};
	for (const [file, text] of Object.entries(all)) {
		mkdirSync(dirname(join(dir, file)), { recursive: true });
		writeFileSync(join(dir, file), text);
	}
	for (const name of ["here", "there", "plugin-sdk"]) link(dir, name);
	const knip = join(root, "node_modules/.bin/knip");
	const run = spawnSync(
		process.execPath,
		[knip, "--no-progress", "--no-config-hints", "--include", "exports,types"],
		{ cwd: dir, encoding: "utf8" },
	);
	assert.equal(run.stderr, "");
	return run.stdout;
}

function link(dir: string, name: string): void {
	const at = join(dir, "node_modules", "@quarterdeck", name);
	mkdirSync(dirname(at), { recursive: true });
	symlinkSync(join(dir, "packages", name), at);
}

function packageOf(name: string, dependencies: object = {}): string {
	const exports = { ".": "./src/index.ts" };
	return JSON.stringify({
		name: `@quarterdeck/${name}`,
		type: "module",
		exports,
		dependencies,
	});
}

test("an export of a package's or a room's door that nobody imports is found", (t) => {
	const said = findDeadCode(t, {
		"packages/here/package.json": packageOf("here"),
		"packages/here/src/index.ts":
			'export { used, unused, type Unused } from "./room/index.ts";\n',
		"packages/here/src/room/index.ts":
			'export { used, unused, windowless, type Unused } from "./thing.ts";\n',
		"packages/here/src/room/thing.ts":
			"export const used = 1;\nexport const unused = 2;\nexport const windowless = 3;\nexport interface Unused {}\n",
		"packages/there/package.json": packageOf("there", {
			"@quarterdeck/here": "1",
		}),
		"packages/there/src/main.ts":
			'import { used } from "@quarterdeck/here";\nconsole.log(used);\n',
		"packages/plugin-sdk/package.json": packageOf("plugin-sdk"),
		"packages/plugin-sdk/src/index.ts": "export const forOthers = 1;\n",
	});
	assert.match(said, /^unused .*packages\/here\/src\/index\.ts/m);
	assert.match(said, /^Unused .*packages\/here\/src\/index\.ts/m);
	assert.match(said, /^windowless .*packages\/here\/src\/room\/index\.ts/m);
	assert.doesNotMatch(said, /^used\b/m);
	assert.doesNotMatch(said, /forOthers/, "a published package is for others");
});
