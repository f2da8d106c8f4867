import assert from "node:assert/strict";
import {
	chmodSync,
	chownSync,
	existsSync,
	lchownSync,
	mkdirSync,
	rmdirSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { openStateFolder } from "./state-folder.ts";

const stranger = 65534;
const asRoot = {
	skip: process.getuid?.() !== 0 && "only root can give files to another user",
};

/** A state folder as an earlier run left it. */
function keptFolder(t: TestContext): string {
	const stateDir = join(tempDir(t), "state");
	for (const folder of ["logs", "bus", "database", "objects"])
		mkdirSync(join(stateDir, folder), { recursive: true, mode: 0o700 });
	for (const file of ["master.key", "lock", "bus/bus-keys.json"])
		writeFileSync(join(stateDir, file), "kept", { mode: 0o600 });
	return stateDir;
}

const open = (stateDir: string) =>
	openStateFolder({ stateDir, ephemeral: false });

test("a folder of another user is refused, untouched", asRoot, async (t) => {
	const stateDir = keptFolder(t);
	chmodSync(stateDir, 0o755);
	chownSync(stateDir, stranger, stranger);
	await assert.rejects(open(stateDir), /another user.*QD_STATE_DIR/s);
	assert.equal(statSync(stateDir).mode & 0o777, 0o755);
	assert.equal(existsSync(join(stateDir, "run")), false);
});

for (const planted of ["master.key", "lock", "logs", "bus/bus-keys.json"])
	test(`${planted} of another user is refused`, asRoot, async (t) => {
		const stateDir = keptFolder(t);
		chownSync(join(stateDir, planted), stranger, stranger);
		await assert.rejects(open(stateDir), (error: Error) => {
			assert.ok(error.message.startsWith(`${join(stateDir, planted)} belongs`));
			return true;
		});
		// Given back, it opens: the refusal holds no lock.
		chownSync(join(stateDir, planted), 0, 0);
		await (await open(stateDir)).stop();
	});

test(
	"a link that another user left among the logs is refused",
	asRoot,
	async (t) => {
		const stateDir = keptFolder(t);
		const link = join(stateDir, "logs", "control-plane.log");
		symlinkSync("/nowhere", link);
		lchownSync(link, stranger, stranger);
		await assert.rejects(open(stateDir), /control-plane\.log belongs/);
	},
);

test("a link in place of the folder or of a key is refused", async (t) => {
	const stateDir = keptFolder(t);
	const link = join(tempDir(t), "link");
	symlinkSync(stateDir, link);
	await assert.rejects(open(link), /link is not a folder/);
	symlinkSync(join(stateDir, "master.key"), join(stateDir, "bootstrap.json"));
	await assert.rejects(open(stateDir), /bootstrap\.json is a symbolic link/);
});

test("other users' permissions are taken away", async (t) => {
	const stateDir = keptFolder(t);
	chmodSync(stateDir, 0o777);
	chmodSync(join(stateDir, "master.key"), 0o666);
	chmodSync(join(stateDir, "bus"), 0o775);
	chmodSync(join(stateDir, "bus/bus-keys.json"), 0o644);
	await (await open(stateDir)).stop();
	assert.equal(statSync(stateDir).mode & 0o066, 0);
	assert.equal(statSync(join(stateDir, "master.key")).mode & 0o777, 0o600);
	assert.equal(statSync(join(stateDir, "bus")).mode & 0o777, 0o700);
	assert.equal(
		statSync(join(stateDir, "bus/bus-keys.json")).mode & 0o777,
		0o600,
	);
});

test(
	"a database of its server's user and outputs behind a link are fine",
	asRoot,
	async (t) => {
		const stateDir = keptFolder(t);
		chownSync(join(stateDir, "database"), stranger, stranger);
		rmdirSync(join(stateDir, "objects"));
		symlinkSync(tempDir(t), join(stateDir, "objects"));
		await (await open(stateDir)).stop();
		assert.equal(statSync(join(stateDir, "database")).uid, stranger);
	},
);

test("a folder below one where every user can rename it is refused, and keeps nothing", async (t) => {
	const parent = join(tempDir(t), "parent");
	const stateDir = join(parent, "between", "state");
	mkdirSync(join(parent, "between"), { recursive: true });
	chmodSync(parent, 0o777);
	await assert.rejects(open(stateDir), /parent, where every user can rename/);
	assert.equal(existsSync(join(stateDir, "lock")), false);
	chmodSync(parent, 0o1777);
	await (await open(stateDir)).stop();
});

test("a folder below another user's is refused", asRoot, async (t) => {
	const parent = join(tempDir(t), "parent");
	mkdirSync(join(parent, "state"), { recursive: true, mode: 0o700 });
	chownSync(parent, stranger, stranger);
	await assert.rejects(
		open(join(parent, "state")),
		/parent, which belongs to another user.*QD_STATE_DIR/s,
	);
	const link = join(tempDir(t), "link");
	symlinkSync(parent, link);
	await assert.rejects(open(join(link, "state")), /parent, which belongs/);
	chownSync(parent, 0, 0);
	await (await open(join(link, "state"))).stop();
});
