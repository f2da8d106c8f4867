import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import {
	type Clock,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { createHandClock, until } from "@quarterdeck/testkit";
import {
	openSandbox,
	type SandboxKind,
} from "../../plumbing/process/sandbox.ts";
import {
	allowance,
	configuration,
	hasNamespaces,
	key,
	run,
	start,
} from "./hostile-plugins.fixture.ts";
import { createPlugins } from "./plugins.ts";
import { say, testProgram } from "./program.fixture.ts";

const never = new AbortController().signal;

describe("what a plugin can see", () => {
	test("nothing of the agent: environment, files, processes, rights", async (t) => {
		const { plugins, secretFile, stateDir, dir, strongest } = await start(t);
		if (hasNamespaces(strongest.kind)) assert.equal(strongest.gap, undefined);
		else assert.match(strongest.gap ?? "", /reaches every address/);
		plugins.apply(configuration());
		const own = String(process.pid);
		const parentEnvironment = readFileSync("/proc/self/environ", "latin1");

		const environment = JSON.parse(await run(plugins, ["own-environment"]));
		for (const name of Object.keys(environment))
			assert.match(
				name,
				/^(PATH|LANG|HOME|TMPDIR|PWD|OLDPWD|SHLVL|_|BOTKUBE|PLUGIN_\w+|QD_PLUGIN\w*|QUARTERDECK_\w+)$/,
				name,
			);

		const others = await run(plugins, ["environments"]);
		assert.ok(
			!others.includes(parentEnvironment.slice(0, 60)),
			"another process's environment was read",
		);

		const files = await run(plugins, [
			"read",
			secretFile,
			`/proc/${own}/environ`,
			"/etc/shadow",
			"/root/.bashrc",
			"/var/run/secrets/kubernetes.io/serviceaccount/token",
		]);
		assert.ok(!files.includes("the-agents-seed"));
		for (const line of files.split("\n")) assert.match(line, /^refused/);

		const lists = await run(plugins, [
			"list",
			stateDir,
			dir,
			join(dir, "run"),
			"/root",
		]);
		for (const line of lists.split("\n"))
			assert.match(line, /^(refused.*|state|run|c[0-9a-f]{8}|)$/);

		if (strongest.kind !== "uids") {
			const lines = await run(plugins, ["command-lines"]);
			assert.ok(!lines.includes("hostile-plugins.test"));
		}

		const assault = await run(plugins, ["assault", own, String(process.ppid)]);
		for (const line of assault.split("\n")) assert.match(line, /^refused/);

		const written = await run(plugins, [
			"write",
			"/usr/x",
			"/etc/x",
			"/x",
			secretFile,
			"/work-x",
			join(dir, "x"),
		]);
		for (const line of written.split("\n")) assert.match(line, /^refused/);
		assert.equal(readFileSync(secretFile, "utf8"), "the-agents-seed");

		const rights = await run(plugins, ["rights"]);
		assert.match(rights, /NoNewPrivs:\s+1/);
		assert.match(rights, /CapEff:\s+0000000000000000/);
		assert.match(rights, /CapPrm:\s+0000000000000000/);

		assert.match(await run(plugins, ["user-namespace"]), /^refused/);

		const descriptors = await run(plugins, ["descriptors"]);
		assert.ok(
			!/state|agent\.json|\.sock/.test(
				descriptors.replaceAll(/plugin\d*\.sock/g, ""),
			),
			descriptors,
		);
	});

	test("nothing of another plugin: its folder and its socket", async (t) => {
		const { plugins, strongest } = await start(t);
		plugins.apply(configuration());
		const one = await plugins.take(key, never);
		const other = await plugins.take(key, never);
		assert.notEqual(one.process.pid, other.process.pid);
		const { HOME: home, PLUGIN_UNIX_SOCKET_DIR: sockets } = JSON.parse(
			await say(other.process, ["own-environment"]),
		);
		const root = rootOf(strongest.kind, other.process.pid);
		writeFileSync(join(root, home, "lent"), "lent to another", { mode: 0o644 });
		const names = ["", root].map((at) => join(at, home, "lent"));
		for (const line of (await say(one.process, ["read", ...names])).split("\n"))
			assert.match(line, /^refused/);
		const socket = readdirSync(join(root, sockets))[0] ?? "";
		assert.match(
			await say(one.process, ["sockets", join(root, sockets, socket)]),
			/^refused/,
		);
		if (root !== "")
			assert.match(
				await say(one.process, ["list", join(root, sockets)]),
				/^refused/,
			);
		one.release("clean");
		other.release("clean");
	});
});

describe("what a plugin may write", () => {
	test("more than its share of the disk is refused, or ends the process", async (t) => {
		const { plugins, options, strongest } = await start(t);
		plugins.apply(configuration());
		const slot = await plugins.take(key, never);
		const { pid } = slot.process;
		const twice = String(options.diskBytes * 2);
		const answer = await say(slot.process, ["fill", twice]);
		slot.release("clean");
		if (rootOf(strongest.kind, pid) === "")
			await until(() => !existsSync(`/proc/${pid}`));
		else assert.match(answer, /ENOSPC/);
	});
});

describe("what survives a run", () => {
	test("what it writes to its log fills nobody's disk", async (t) => {
		const lines: unknown[] = [];
		const log: Log = {
			...silentLog,
			info: (message, facts) =>
				void (message === "plugin log" && lines.push(facts)),
			child: () => log,
		};
		// A clock that stands gives no further line room.
		const clock: Clock = { ...systemClock, monotonicMs: () => 0 };
		const { plugins } = await start(t, undefined, clock, log);
		plugins.apply(configuration());
		assert.equal(await run(plugins, ["babble", "100000"]), "babbled");
		await until(() => lines.length >= 200);
		await plugins.stop();
		assert.equal(lines.length, 200);
	});

	test("a daemon in a session of its own is ended with the process that left it", async (t) => {
		const { plugins, strongest } = await start(t);
		plugins.apply(configuration());
		const mark = `daemon-${process.pid}-a`;
		const slot = await plugins.take(key, never);
		const { pid } = slot.process;
		await say(slot.process, ["daemon", mark]);
		if (strongest.kind === "none") return t.diagnostic("no sandbox here");
		await until(() => commandLines().includes(mark));
		slot.release("clean");
		await until(() => !commandLines().includes(mark));
		await until(() => !existsSync(`/proc/${pid}`));
	});
	test("a plugin that ignores everything is ended with all its programs", async (t) => {
		const { plugins } = await start(t);
		plugins.apply(configuration());
		const mark = `stubborn-${process.pid}-b`;
		const slot = await plugins.take(key, never);
		const cancel = new AbortController();
		const said = say(slot.process, ["stubborn", mark], {
			signal: cancel.signal,
		});
		await until(() => commandLines().includes(mark));
		cancel.abort(new Error("cancelled"));
		await assert.rejects(said);
		slot.release("dirty");
		await until(() => !commandLines().includes(mark));
		await until(() => !existsSync(`/proc/${slot.process.pid}`));
		assert.match(await run(plugins, ["rights"]), /Uid/);
	});
	test("a fork bomb stops at its limit and leaves nothing", async (t) => {
		const { plugins, strongest } = await start(t);
		plugins.apply(configuration());
		const slot = await plugins.take(key, never);
		const forked = await say(slot.process, ["fork"]).catch(
			(error: Error) => error.message,
		);
		const count = Number(/forked (\d+)/.exec(forked)?.[1] ?? "0");
		if (strongest.kind !== "none") assert.ok(count < 600, forked);
		slot.release("clean");
		await until(() => !existsSync(`/proc/${slot.process.pid}`));
	});
	test("every folder is gone when the plugins have stopped", async (t) => {
		const { plugins, options } = await start(t);
		plugins.apply(configuration());
		await run(plugins, ["write", "kept"]);
		await plugins.stop();
		assert.deepEqual(readdirSync(options.runFolder.path), ["root"]);
	});
});

describe("processes", () => {
	test("a plugin that is not there says so, to the person and in the heartbeat", async (t) => {
		const { plugins } = await start(t, () => ({
			problem: "there is no such plugin",
		}));
		plugins.apply(configuration());
		await assert.rejects(
			plugins.take(key, never),
			(error) =>
				error instanceof AppError &&
				error.code === "PLUGIN_NOT_FOUND" &&
				/no such plugin/.test(error.message),
		);
		const [state] = plugins.states();
		assert.equal(state?.state, "failed");
		assert.match(state?.problem ?? "", /no such plugin/);
	});
	test("a plugin that is not bound is unknown", async (t) => {
		const { plugins } = await start(t);
		plugins.apply(configuration());
		assert.throws(
			() => plugins.take("tests/other", never),
			(error) => error instanceof AppError && error.code === "PLUGIN_UNKNOWN",
		);
	});
	test("without a sandbox nothing is run unless the settings say so, and then it is told", async (t) => {
		const { options } = await start(t);
		const open = openSandbox(options);
		const plugins = createPlugins({
			resolve: () => testProgram("hostile-plugin"),
			sandboxes: { strongest: open, open },
			mayRunUnsandboxed: true,
			allowance,
			idleMs: 300_000,
			clock: systemClock,
			log: silentLog,
		});
		t.after(() => plugins.stop());
		plugins.apply(configuration());
		await assert.rejects(
			plugins.take(key, never),
			(error) =>
				error instanceof AppError && error.code === "PLUGIN_UNSANDBOXED",
		);
		const { settings } = configuration();
		plugins.apply(
			configuration({ settings: { ...settings, sandbox: "none" } }),
		);
		assert.match(await run(plugins, ["rights"]), /Uid/);
		assert.match(plugins.states()[0]?.problem ?? "", /without a sandbox/);
	});
	test("the agent's own ceiling keeps the sandbox on, whatever the settings say", async (t) => {
		const { options } = await start(t);
		const open = openSandbox(options);
		const plugins = createPlugins({
			resolve: () => testProgram("hostile-plugin"),
			sandboxes: { strongest: open, open },
			mayRunUnsandboxed: false,
			allowance,
			idleMs: 300_000,
			clock: systemClock,
			log: silentLog,
		});
		t.after(() => plugins.stop());
		const { settings } = configuration();
		plugins.apply(
			configuration({ settings: { ...settings, sandbox: "none" } }),
		);
		await assert.rejects(
			plugins.take(key, never),
			(error) =>
				error instanceof AppError && error.code === "PLUGIN_UNSANDBOXED",
		);
	});
	test("a plugin that dies in a run fails that run, is counted, and is there for the next", async (t) => {
		const { plugins } = await start(t);
		plugins.apply(configuration());
		const slot = await plugins.take(key, never);
		await assert.rejects(say(slot.process, ["crash"]));
		slot.release("dirty");
		await until(() => plugins.states()[0]?.restarts === 1);
		assert.match(await run(plugins, ["rights"]), /Uid/);
	});
	test("runs at the same time have processes of their own; one after another they share one", async (t) => {
		const { plugins } = await start(t);
		plugins.apply(configuration());
		const slots = await Promise.all(
			[1, 2, 3].map(() => plugins.take(key, never)),
		);
		assert.equal(new Set(slots.map((slot) => slot.process.pid)).size, 3);
		for (const slot of slots) slot.release("clean");
		const pids = new Set(slots.map((slot) => slot.process.pid));
		await until(async () => {
			const slot = await plugins.take(key, never);
			slot.release("clean");
			return pids.has(slot.process.pid);
		});
	});
	test("a configuration without the plugin lets the running one finish, and ends it then", async (t) => {
		const { plugins } = await start(t);
		plugins.apply(configuration());
		const slot = await plugins.take(key, never);
		plugins.apply(configuration({ version: 2, executors: [] }));
		assert.deepEqual(plugins.states(), []);
		assert.match(await say(slot.process, ["rights"]), /Uid/);
		slot.release("clean");
		await until(() => !existsSync(`/proc/${slot.process.pid}`));
	});
	test("a process that lives when the same plugin is bound again is used again", async (t) => {
		const { plugins } = await start(t);
		plugins.apply(configuration());
		const slot = await plugins.take(key, never);
		slot.release("clean");
		plugins.apply(configuration({ version: 2 }));
		await until(async () => {
			const again = await plugins.take(key, never);
			again.release("clean");
			return again.process.pid === slot.process.pid;
		});
	});
	test("a plugin that nobody uses for a while has no process, and has one again when it is asked", async (t) => {
		const clock = createHandClock();
		const { plugins } = await start(t, undefined, clock);
		plugins.apply(configuration());
		const slot = await plugins.take(key, never);
		const { pid } = slot.process;
		slot.release("clean");
		await until(() => plugins.processes() === 1);
		await clock.wind(299_000);
		assert.equal(plugins.processes(), 1);
		await clock.wind(1_000);
		assert.equal(plugins.processes(), 0);
		await until(() => !existsSync(`/proc/${pid}`));
		assert.equal(plugins.states()[0]?.state, "stopped");
		assert.equal(plugins.states()[0]?.restarts, 0);
		const again = await plugins.take(key, never);
		assert.match(await say(again.process, ["rights"]), /Uid/);
		assert.equal(plugins.processes(), 1);
		again.release("clean");
	});
	test("whoever gives up waiting leaves the process for the next", async (t) => {
		const { plugins } = await start(t);
		plugins.apply(configuration());
		const cancel = new AbortController();
		const waiting = plugins.take(key, cancel.signal);
		cancel.abort(new Error("no longer wanted"));
		await assert.rejects(waiting, /no longer wanted/);
		assert.match(await run(plugins, ["rights"]), /Uid/);
	});
});

/** Where the test finds the root that a plugin sees. */
function rootOf(kind: SandboxKind, pid: number): string {
	return hasNamespaces(kind) ? `/proc/${pid}/root` : "";
}

/** The command lines of every process of the machine. */
function commandLines(): string {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
		.map((pid) => {
			try {
				return readFileSync(`/proc/${pid}/cmdline`, "latin1");
			} catch {
				return "";
			}
		})
		.join("\n");
}
