import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { readHouse } from "./read-house.ts";

const root = resolve(import.meta.dirname, "../..");

function manifestOf(file: string): Record<string, unknown> {
	return JSON.parse(readFileSync(join(root, file), "utf8"));
}

const { version } = manifestOf("package.json");

/** A version that a source states itself, instead of asking `@quarterdeck/contract/version`. */
const stated =
	/\b(?:\w*[a-z])?[vV]ersion\s*[:=]\s*["'`]v?(\d+\.\d+\.\d+)["'`]/g;

function statedIn(text: string): string[] {
	return [...text.matchAll(stated)]
		.map(([, number]) => number ?? "")
		.filter((number) => number === version);
}

test("every package carries the version of the whole, and asks for the others in it", () => {
	const files = globSync(
		[
			"{packages,plugins}/*/package.json",
			"{journeys,bench,tools}/package.json",
		],
		{ cwd: root },
	);
	assert.ok(files.length > 10, "the packages were found");
	for (const file of files) {
		const manifest = manifestOf(file);
		assert.equal(manifest.version, version, file);
		for (const list of ["dependencies", "devDependencies", "peerDependencies"])
			for (const [name, wanted] of Object.entries(manifest[list] ?? {}))
				if (name.startsWith("@quarterdeck/"))
					assert.equal(wanted, version, `${file} asks for ${name} ${wanted}`);
	}
});

test("no source states the version a second time", () => {
	const second = [...readHouse(root).files]
		.filter(([file]) => /^(packages|plugins)\//.test(file))
		.filter(([file]) => !/\.test\.ts$|\/testdata\//.test(file))
		.flatMap(([file, text]) => statedIn(text).map(() => file));
	assert.deepEqual(second, []);
});

test("a planted second version is found", () => {
	for (const text of [
		`const version = "${version}";`,
		`export const agentVersion = '${version}';`,
		`return { name: "x", version: "v${version}" };`,
	])
		assert.equal(statedIn(text).length, 1, text);
	assert.deepEqual(statedIn('const kubectlVersion = "v99.28.1";'), []);
});
