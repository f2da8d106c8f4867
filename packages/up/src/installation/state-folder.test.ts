import assert from "node:assert/strict";
import {
	existsSync,
	mkdirSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { openStateFolder, removeWhenEmpty } from "./state-folder.ts";

test("a kept folder is this user's, held by one qd up at a time, and stays", async (t) => {
	const options = { stateDir: join(tempDir(t), "state"), ephemeral: false };
	const first = await openStateFolder(options);
	await assert.rejects(
		openStateFolder(options),
		/already running on .*--ephemeral/s,
	);
	assert.equal(statSync(options.stateDir).mode & 0o066, 0);
	await first.stop();
	const second = await openStateFolder(options);
	await second.stop();
	assert.ok(existsSync(options.stateDir));
});

test("a temporary one goes, with a database that had to lie elsewhere", async (t) => {
	const elsewhere = join(tempDir(t), "elsewhere");
	mkdirSync(elsewhere);
	writeFileSync(join(elsewhere, "row"), "");
	const folder = await openStateFolder({
		stateDir: "/nowhere",
		ephemeral: true,
	});
	const { dir, database } = folder.installation;
	symlinkSync(elsewhere, database);
	await folder.stop();
	assert.equal(existsSync(dir), false);
	assert.equal(existsSync(elsewhere), false);
});

test("a folder that cannot be made is told with what to do", async (t) => {
	const file = join(tempDir(t), "file");
	writeFileSync(file, "");
	await assert.rejects(
		openStateFolder({ stateDir: join(file, "state"), ephemeral: false }),
		/Cannot create.*QD_STATE_DIR/s,
	);
});

test("what a killed run left for itself is removed", async (t) => {
	const stateDir = tempDir(t);
	mkdirSync(join(stateDir, "run", "ports-of-yesterday"), { recursive: true });
	const { installation, stop } = await openStateFolder({
		stateDir,
		ephemeral: false,
	});
	assert.equal(existsSync(join(installation.run, "ports-of-yesterday")), false);
	await stop();
});

test("only an empty folder is removed", (t) => {
	const dir = tempDir(t);
	writeFileSync(join(dir, "kept"), "");
	removeWhenEmpty(dir);
	assert.ok(existsSync(dir));
	mkdirSync(join(dir, "empty"));
	removeWhenEmpty(join(dir, "empty"));
	assert.equal(existsSync(join(dir, "empty")), false);
	removeWhenEmpty(join(dir, "empty"));
});
