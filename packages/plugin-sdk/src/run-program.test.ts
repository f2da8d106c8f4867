import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { type RunProgramOptions, runProgram } from "./run-program.ts";

async function run(script: string, options: Partial<RunProgramOptions> = {}) {
	let stdout = "";
	let stderr = "";
	const end = await runProgram({
		file: "/bin/sh",
		args: ["-c", script],
		env: {},
		cwd: "/",
		signal: new AbortController().signal,
		onStdout: (chunk) => {
			stdout += Buffer.from(chunk);
		},
		onStderr: (chunk) => {
			stderr += Buffer.from(chunk);
		},
		...options,
	});
	return { ...end, stdout, stderr };
}

async function gone(pid: number): Promise<void> {
	assert.ok(pid > 1);
	for (;;) {
		const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
		if (stat === "" || / Z /.test(stat)) return;
		await new Promise((next) => setImmediate(next));
	}
}

/** Runs a script that prints a process id, and aborts when it has. */
async function aborted(script: string, graceMs: number): Promise<number> {
	const cancel = new AbortController();
	let pid = 0;
	const reason = new Error("enough");
	await assert.rejects(
		run(script, {
			signal: cancel.signal,
			graceMs,
			onStdout: (chunk) => {
				pid = Number(Buffer.from(chunk));
				cancel.abort(reason);
			},
		}),
		reason,
	);
	return pid;
}

describe("running a program", () => {
	test("both outputs, the exit code and the times come back", async () => {
		const { program, ...answer } = await run("echo a; echo b >&2; exit 3");
		const { startedAtMs, spawnedAtMs, endedAtMs } = program;
		assert.ok(startedAtMs < spawnedAtMs && spawnedAtMs < endedAtMs);
		assert.deepEqual(answer, {
			exitCode: 3,
			isTruncated: false,
			stdout: "a\n",
			stderr: "b\n",
		});
	});
	test("a program that a signal ended has 128 and its number", async () => {
		assert.equal((await run("kill -TERM $$")).exitCode, 143);
	});
	test("words are words: no shell reads them", async () => {
		const { stdout } = await run("", {
			file: "/bin/echo",
			args: ["$HOME", "a b", ";", "`x`"],
		});
		assert.equal(stdout, "$HOME a b ; `x`\n");
	});
	test("nothing is inherited, and standard input is empty", async () => {
		const { stdout } = await run("/usr/bin/env; cat; /bin/cat", {
			env: { A: "1", PATH: "/nowhere" },
		});
		assert.match(stdout, /^A=1$/m);
		assert.doesNotMatch(stdout, /HOME|USER/);
	});
	test("standard input arrives, also when the program does not read it", async () => {
		const stdin = new Uint8Array(1_000_000).fill(120);
		const counted = await run("/usr/bin/wc -c", { stdin });
		assert.equal(counted.stdout.trim(), "1000000");
		assert.equal((await run("exit 0", { stdin })).exitCode, 0);
	});
	test("a program that is not there, or may not run, is named", async () => {
		await assert.rejects(
			run("", { file: "/no/such" }),
			/cannot start \/no\/such/,
		);
		await assert.rejects(run("", { file: "/etc/passwd" }), /cannot start/);
		await assert.rejects(
			run("", { file: "/bin/echo", args: ["a\0b"] }),
			/cannot start \/bin\/echo/,
		);
		await assert.rejects(
			run("", { file: "/bin/echo", args: ["x".repeat(10_000_000)] }),
			/cannot start \/bin\/echo/,
		);
	});
	test("an abort ends the whole group", async () => {
		await gone(await aborted("/bin/sleep 1000 & echo $!; wait", 60_000));
	});
	test("a group that ignores SIGTERM is killed after the grace", async () => {
		await gone(
			await aborted("trap '' TERM; /bin/sleep 1000 & echo $!; wait; wait", 50),
		);
	});
	test("an abort before the start starts nothing", async () => {
		const reason = new Error("no");
		await assert.rejects(
			run("echo x", { signal: AbortSignal.abort(reason) }),
			reason,
		);
	});
	test("what a program leaves in its group ends with it", async () => {
		const { stdout } = await run("/bin/sleep 1000 & echo $!");
		await gone(Number(stdout));
	});
	test("output beyond the limit ends the program, and what came before is kept", async () => {
		const { stdout, isTruncated } = await run(
			"while :; do echo 1234567; done",
			{
				maxBytes: 1003,
			},
		);
		assert.equal(isTruncated, true);
		assert.equal(stdout.length, 1003);
	});
	test("output of exactly the limit is no cut", async () => {
		const { isTruncated, exitCode } = await run("printf 1234", { maxBytes: 4 });
		assert.deepEqual(
			{ isTruncated, exitCode },
			{ isTruncated: false, exitCode: 0 },
		);
	});
	test("a reader that throws ends the program and is heard", async () => {
		const mine = new Error("full");
		await assert.rejects(
			run("while :; do echo x; done", {
				onStdout: () => {
					throw mine;
				},
			}),
			mine,
		);
	});
	test("a reader that hangs does not outlive an abort", async () => {
		const cancel = new AbortController();
		await assert.rejects(
			run("while :; do echo x; done", {
				signal: cancel.signal,
				onStdout: () => {
					cancel.abort(new Error("stop"));
					return new Promise(() => {});
				},
			}),
			/stop/,
		);
	});
	test("a slow reader holds the program back", async () => {
		let taken = 0;
		let most = 0;
		const before = process.memoryUsage().arrayBuffers;
		await run("/usr/bin/head -c 300000000 /dev/zero", {
			onStdout: async (chunk) => {
				taken += chunk.length;
				await new Promise((next) => setImmediate(next));
				most = Math.max(most, process.memoryUsage().arrayBuffers - before);
			},
		});
		assert.equal(taken, 300_000_000);
		// What the collector has not taken yet counts too; without holding back it would be nearly all.
		assert.ok(most < 150_000_000, `held ${most}`);
	});
});
