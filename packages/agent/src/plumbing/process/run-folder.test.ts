import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	chmodSync,
	chownSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { asUid, makeCell, newCellName, removeCell } from "./cell-folder.ts";
import { openRunFolder } from "./run-folder.ts";

const isRoot = process.getuid?.() === 0;
const needsRoot = isRoot ? false : "only root can play another user";
/** The other user of the machine, and a plugin's. */
const stranger = 65_533;
const pluginUid = 62_999;

/** A folder as /tmp is: anybody may write, nobody may rename what is another's. */
function publicFolder(t: TestContext): string {
	const dir = tempDir(t);
	chmodSync(dir, 0o1777);
	const { TMPDIR } = process.env;
	process.env.TMPDIR = dir;
	t.after(() => {
		if (TMPDIR === undefined) delete process.env.TMPDIR;
		else process.env.TMPDIR = TMPDIR;
	});
	return dir;
}

function secretFolder(t: TestContext): string {
	const dir = tempDir(t);
	writeFileSync(join(dir, "only-roots"), "secret", { mode: 0o600 });
	return dir;
}

function as(uid: number, script: string, ...args: string[]): void {
	const [file, ...rest] = [...asUid(uid), "sh", "-c", script, "sh", ...args];
	execFileSync(file ?? "", rest, { stdio: "pipe" });
}

describe("the folder for cells", () => {
	test("nobody can take its name first", {
		skip: needsRoot,
	}, (t) => {
		const parent = publicFolder(t);
		const stateDir = "/var/lib/quarterdeck";
		const first = openRunFolder({ runDir: undefined, stateDir });
		const [name = ""] = readdirSync(parent);
		const prefix = name.slice(0, -6);
		first.remove();
		as(stranger, 'mkdir "$1" "$1"xxxxxx', join(parent, prefix));
		const again = openRunFolder({ runDir: undefined, stateDir });
		const { uid, mode } = lstatSync(again.path);
		assert.deepEqual([uid, mode & 0o777], [0, 0o700]);
		again.remove();
		assert.ok(!existsSync(again.path));
	});

	test("what another user planted under such a name is neither used nor touched", {
		skip: needsRoot,
	}, async (t) => {
		const parent = publicFolder(t);
		const secret = secretFolder(t);
		const stateDir = "/var/lib/quarterdeck";
		const first = openRunFolder({ runDir: undefined, stateDir });
		const planted = `${first.path.slice(0, -6)}planted`;
		as(
			stranger,
			'mkdir "$1" && ln -s "$2" "$1/$3" && ln -s "$2" "$1/c0" && ln -s "$2" "$4"',
			planted,
			secret,
			newCellName(undefined),
			`${planted}-link`,
		);
		const again = openRunFolder({ runDir: undefined, stateDir });
		await again.removeLeft();
		assert.deepEqual(readdirSync(secret), ["only-roots"]);
		assert.equal(readdirSync(planted).length, 2);
		assert.equal(parent, join(again.path, ".."));
	});

	test("one that another user owns, can write to, or can rename is refused", {
		skip: needsRoot,
	}, (t) => {
		const dir = tempDir(t);
		const make = (name: string, mode: number, uid = 0) => {
			const path = join(dir, name);
			mkdirSync(path);
			chmodSync(path, mode);
			chownSync(path, uid, uid);
			return path;
		};
		const open = (runDir: string) => () =>
			openRunFolder({ runDir, stateDir: dir });
		assert.throws(open(make("theirs", 0o700, stranger)), /does not belong/);
		assert.throws(open(make("shared", 0o777)), /can be written by others/);
		const loose = make("loose", 0o777);
		assert.throws(open(join(loose, "run")), /every user can rename/);
		const others = make("others", 0o755, stranger);
		assert.throws(open(join(others, "run")), /belongs to another user/);
		symlinkSync(make("real", 0o700), join(dir, "link"));
		assert.throws(open(join(dir, "link")), /is not a folder/);
		open(join(dir, "fresh"))().remove();
	});
});

describe("the folder of a cell", () => {
	test("is removed with all its owner wrote, and no link of the owner is followed", {
		skip: needsRoot,
	}, async (t) => {
		const secret = secretFolder(t);
		const runDir = tempDir(t);
		chmodSync(runDir, 0o711);
		const name = newCellName(pluginUid);
		await makeCell(runDir, name, pluginUid);
		const cell = join(runDir, name);
		const { uid, gid, mode } = lstatSync(cell);
		assert.deepEqual([uid, gid, mode & 0o777], [0, pluginUid, 0o770]);
		assert.throws(() => as(stranger, 'ls "$1"', cell));
		assert.throws(() => as(pluginUid, 'mv "$1" "$1-moved"', cell));
		// The plugin puts a link in the place of each of its folders, which another user may read.
		chmodSync(secret, 0o755);
		as(
			pluginUid,
			'cd "$1" && rmdir s && ln -s "$2" s && touch ./-rf && mkdir -p home/deep && ln -s "$2" home/deep/link',
			cell,
			secret,
		);
		await removeCell(runDir, name);
		assert.deepEqual(readdirSync(runDir), []);
		assert.deepEqual(readdirSync(secret), ["only-roots"]);
	});

	test("a link under a cell's name stays what it is", async (t) => {
		const secret = secretFolder(t);
		const runDir = tempDir(t);
		const name = newCellName(undefined);
		symlinkSync(secret, join(runDir, name));
		await removeCell(runDir, name);
		assert.deepEqual(readdirSync(secret), ["only-roots"]);
	});

	test("what an earlier agent left is removed at the next start, and nothing else", async (t) => {
		const runDir = join(tempDir(t), "run");
		const first = openRunFolder({ runDir, stateDir: runDir });
		const name = newCellName(undefined);
		await makeCell(first.path, name, undefined);
		writeFileSync(join(first.path, name, "home", "file"), "left");
		writeFileSync(join(first.path, "notes"), "an operator's");
		await openRunFolder({ runDir, stateDir: runDir }).removeLeft();
		assert.deepEqual(readdirSync(first.path).sort(), ["notes", "root"]);
	});
});
