import assert from "node:assert/strict";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { removeTree } from "./remove-tree.ts";

function folderWithFile(path: string): string {
	mkdirSync(path, { recursive: true });
	writeFileSync(join(path, "kept"), "kept");
	return path;
}

test("a tree is removed, and what its links lead to is kept", (t) => {
	const dir = tempDir(t);
	const outside = folderWithFile(join(dir, "outside"));
	const tree = folderWithFile(join(dir, "tree"));
	folderWithFile(join(tree, "inner", "deeper"));
	symlinkSync(outside, join(tree, "link"));
	symlinkSync(join(outside, "kept"), join(tree, "inner", "link"));
	removeTree(tree);
	assert.deepEqual(readdirSync(dir), ["outside"]);
	assert.deepEqual(readdirSync(outside), ["kept"]);
});

test("a link in the place of the tree is removed, not followed", (t) => {
	const dir = tempDir(t);
	const outside = folderWithFile(join(dir, "outside"));
	symlinkSync(outside, join(dir, "tree"));
	removeTree(join(dir, "tree"));
	assert.deepEqual(readdirSync(dir), ["outside"]);
	assert.deepEqual(readdirSync(outside), ["kept"]);
});

test("a tree deeper than the process has descriptors is removed", (t) => {
	const tree = join(tempDir(t), "tree");
	folderWithFile(join(tree, ...Array<string>(1000).fill("d")));
	removeTree(tree);
	assert.ok(!existsSync(tree));
});

test("what is not there, or lies in a folder that is not there, is removed already", (t) => {
	const dir = tempDir(t);
	removeTree(join(dir, "nothing"));
	removeTree(join(dir, "nothing", "at", "all"));
	assert.deepEqual(readdirSync(dir), []);
});
