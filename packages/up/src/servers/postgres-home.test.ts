import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
	chmodSync,
	chownSync,
	existsSync,
	lstatSync,
	mkdirSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { lockFile } from "./lock-file.ts";
import { openCacheDir } from "./open-cache-dir.ts";
import { provideSocketDir } from "./postgres-home.ts";

const skip =
	process.getuid?.() === 0 ? false : "only root can play another user";
const env = { PATH: "/usr/bin:/bin" };
/** Whoever the server runs as, once that user is somebody else's. */
const user = { uid: 65_533, gid: 65_533 };

/** A home that the server's user writes to, and a folder that only root does. */
function places(t: TestContext) {
	const dir = tempDir(t);
	chmodSync(dir, 0o711);
	const home = join(dir, "home");
	const secret = join(dir, "secret");
	for (const folder of [home, secret]) mkdirSync(folder, { mode: 0o700 });
	chownSync(home, user.uid, user.gid);
	const as = (command: string, ...args: string[]) =>
		execFileSync(command, args, { ...user, env, cwd: "/" });
	return { dir, home, secret, as };
}

describe("root beside a server that runs as another user", { skip }, () => {
	test("gives away no folder that the user's link leads to", async (t) => {
		const { home, secret, as } = places(t);
		as("ln", "-s", secret, join(home, "socket"));
		await assert.rejects(
			provideSocketDir({ home, user, env }),
			/Cannot make the folder .*socket/,
		);
		assert.equal(lstatSync(secret).uid, 0);
		rmSync(join(home, "socket"));
		const made = await provideSocketDir({ home, user, env });
		const { uid, mode } = lstatSync(made);
		assert.deepEqual([uid, mode & 0o777], [user.uid, 0o700]);
	});
	test("makes no file where the user's link leads to", async (t) => {
		const { home, secret, as } = places(t);
		const target = join(secret, "made");
		as("ln", "-s", target, join(home, "lock"));
		const file = join(home, "lock");
		assert.equal(await lockFile({ file, waitSeconds: 0, user }), undefined);
		assert.ok(!existsSync(target));
		rmSync(file);
		const lock = await lockFile({ file, waitSeconds: 0, user });
		assert.ok(lock);
		await lock.release();
	});
});

test("a link in a public place is not taken for a folder of programs, and the start goes on", async (t) => {
	const dir = tempDir(t);
	chmodSync(dir, 0o711);
	const ours = join(dir, "ours");
	mkdirSync(ours);
	const file = join(dir, "file");
	writeFileSync(file, "");
	const { TMPDIR } = process.env;
	process.env.TMPDIR = dir;
	t.after(() => {
		if (TMPDIR === undefined) delete process.env.TMPDIR;
		else process.env.TMPDIR = TMPDIR;
	});
	symlinkSync(ours, join(dir, `quarterdeck-${process.getuid?.() ?? 0}`));
	const folder = await openCacheDir({
		cacheDir: join(file, "none"),
		user: undefined,
		env,
		publicPlaces: [join(dir, `quarterdeck-${process.getuid?.() ?? 0}`)],
	});
	assert.ok(folder !== ours && lstatSync(folder).isDirectory());
	assert.equal(lstatSync(folder).isSymbolicLink(), false);
});
