import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { tempDir, until } from "@quarterdeck/testkit";
import { agentsCgroup, openClaimFolder } from "./claim-uid.ts";
import { createUidPool, type UidPoolOptions } from "./uid-pool.ts";

const skip =
	process.getuid?.() === 0 ? false : "only root has uids to give away";
/** Of this process only, beyond what anything assigns. */
const first = 2_100_000_000 + (process.pid % 100_000) * 100;

function openPool(t: TestContext, over: Partial<UidPoolOptions> = {}) {
	const dir = tempDir(t);
	const found: { uid: number; pid: number }[] = [];
	const options = {
		firstUid: first,
		uidCount: 3,
		claimFolder: openClaimFolder([dir]),
		agent: "one",
		onStranger: (stranger: { uid: number; pid: number }) =>
			void found.push(stranger),
		...over,
	};
	return { options, found, pool: createUidPool(options) };
}

async function runAs(t: TestContext, uid: number): Promise<ChildProcess> {
	const child = spawn("sh", ["-c", "echo runs; exec sleep 600"], {
		uid,
		gid: uid,
		cwd: "/",
		detached: true,
		stdio: ["ignore", "pipe", "ignore"],
	});
	const exit = once(child, "exit");
	t.after(() => {
		child.kill("SIGKILL");
		return exit;
	});
	await once(child.stdout, "data");
	return child;
}

test("the groups that agents make for themselves and their cells are the agent's own", () => {
	const cell = "quarterdeck-cell-41-0123456789abcdef";
	for (const [shown, agents] of [
		[`0::/a/b/${cell}\n`, "0::/a/b\n"],
		["0::/a/b/quarterdeck-agent\n", "0::/a/b\n"],
		[`0::/${cell}\n`, "0::/\n"],
		[
			`9:pids:/${cell}\n4:memory:/x/${cell}\n0::/\n`,
			"9:pids:/\n4:memory:/x\n0::/\n",
		],
		[`0::/a/${cell}/inner\n`, `0::/a/${cell}/inner\n`],
		["0::/a/quarterdeck-agents\n", "0::/a/quarterdeck-agents\n"],
	] as const)
		assert.equal(agentsCgroup(shown), agents);
});

describe("the uids of cells", { skip }, () => {
	test("are one cell's at a time, for all agents of a machine", async (t) => {
		const { pool, options } = openPool(t);
		const other = createUidPool({ ...options, agent: "two" });
		const taken = [await pool.take(), await other.take(), await pool.take()];
		assert.deepEqual(taken.map(({ uid }) => uid).sort(), [
			first,
			first + 1,
			first + 2,
		]);
		await assert.rejects(other.take(), /all uids for plugins are in use/);
		taken[0]?.release();
		assert.equal((await other.take()).uid, taken[0]?.uid);
	});

	test("are ended with everything that runs as them", async (t) => {
		const { pool } = openPool(t);
		const taken = await pool.take();
		const child = await runAs(t, taken.uid);
		const end = once(child, "exit");
		await taken.endProcesses();
		assert.deepEqual(await end, [null, "SIGKILL"]);
	});

	test("a stranger's process keeps its uid and its life", async (t) => {
		const { pool, found } = openPool(t, { uidCount: 1 });
		const stranger = await runAs(t, first);
		await pool.endLeft();
		await assert.rejects(pool.take(), /all uids for plugins are in use/);
		const pid = stranger.pid ?? 0;
		assert.deepEqual(found, [
			{ uid: first, pid },
			{ uid: first, pid },
		]);
		assert.ok(existsSync(`/proc/${pid}/exe`));
	});

	test("what runs in another cgroup than the agent that claimed the uid is a stranger's", async (t) => {
		const { pool, found, options } = openPool(t, { uidCount: 1 });
		const stranger = await runAs(t, first);
		writeFileSync(join(options.claimFolder, String(first)), "0::/another\n");
		await pool.endLeft();
		assert.equal(found[0]?.pid, stranger.pid);
		assert.ok(existsSync(`/proc/${stranger.pid}/exe`));
	});

	test("what a killed agent left running is ended by the next", async (t) => {
		const { pool, options, found } = openPool(t, { uidCount: 1 });
		const module = new URL("./uid-pool.ts", import.meta.url).href;
		const agent = spawn(
			process.execPath,
			[
				"--input-type=module",
				"-e",
				`const { createUidPool } = await import(${JSON.stringify(module)});
				 const { uid } = await createUidPool(${JSON.stringify(options)}).take();
				 console.log(uid); setInterval(() => {}, 1000);`,
			],
			{ stdio: ["ignore", "pipe", "inherit"] },
		);
		t.after(() => void agent.kill("SIGKILL"));
		const [said] = await Promise.race([
			once(agent.stdout, "data"),
			once(agent, "exit"),
		]);
		assert.equal(String(said), `${first}\n`);
		const left = await runAs(t, first);
		await pool.endLeft();
		assert.ok(existsSync(`/proc/${left.pid}/exe`), "the agent still runs");
		agent.kill("SIGKILL");
		await once(agent, "exit");
		await pool.endLeft();
		await until(() => !existsSync(`/proc/${left.pid}/exe`));
		assert.deepEqual(found, []);
		assert.equal((await pool.take()).uid, first);
	});
});

test("uids are not claimed in a folder of somebody else's, nor by a link", (t) => {
	const dir = tempDir(t);
	const folder = join(dir, "quarterdeck-plugin-uids");
	const target = join(dir, "target");
	mkdirSync(target);
	symlinkSync(target, folder);
	assert.throws(() => openClaimFolder([dir]), /is not a folder/);
	const open = join(dir, "open");
	mkdirSync(join(open, "quarterdeck-plugin-uids"), { recursive: true });
	chmodSync(join(open, "quarterdeck-plugin-uids"), 0o777);
	assert.throws(() => openClaimFolder([open]), /can be written by others/);
	assert.equal(
		openClaimFolder([join("/proc/none"), target]),
		join(target, "quarterdeck-plugin-uids"),
	);
});
