import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir, until } from "@quarterdeck/testkit";
import { lockFile } from "./lock-file.ts";

const module = new URL("./lock-file.ts", import.meta.url).href;

test("a lock has one holder, and the next gets it when it is given back", async (t) => {
	const file = join(tempDir(t), "deep", "lock");
	const first = await lockFile({ file, waitSeconds: 0 });
	assert.ok(first);
	assert.equal(await lockFile({ file, waitSeconds: 0 }), undefined);
	const waiting = lockFile({ file, waitSeconds: 60 });
	await first.release();
	const second = await waiting;
	assert.ok(second);
	await second.release();
	await second.release();
});

test("the lock of a process killed with SIGKILL is free", async (t) => {
	const file = join(tempDir(t), "lock");
	const holder = spawn(
		process.execPath,
		[
			"--input-type=module",
			"-e",
			`import { lockFile } from ${JSON.stringify(module)};
			 await lockFile({ file: ${JSON.stringify(file)}, waitSeconds: 0 });
			 console.log("held"); setInterval(() => {}, 1000);`,
		],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	t.after(() => holder.kill("SIGKILL"));
	await once(holder.stdout, "data");
	assert.equal(await lockFile({ file, waitSeconds: 0 }), undefined);
	holder.kill("SIGKILL");
	const lock = await until(() => lockFile({ file, waitSeconds: 0 }), {
		what: "the dead holder's lock is free",
	});
	await lock.release();
});
