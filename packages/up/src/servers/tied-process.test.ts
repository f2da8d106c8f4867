import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { test } from "node:test";
import { readEnvironment } from "@quarterdeck/runtime";
import { until } from "@quarterdeck/testkit";
import { startTiedProcess } from "./tied-process.ts";

const module = new URL("./tied-process.ts", import.meta.url).href;
const env = readEnvironment();

function isRunning(pid: number): boolean {
	return existsSync(`/proc/${pid}/exe`);
}

test("a server dies with a parent that was killed with SIGKILL", async (t) => {
	const parent = spawn(
		process.execPath,
		[
			"--input-type=module",
			"-e",
			`import { startTiedProcess } from ${JSON.stringify(module)};
			 const child = startTiedProcess({ command: "sleep", args: ["600"], env: process.env, orphanSignal: "KILL", onLine() {} });
			 console.log(child.pid); setInterval(() => {}, 1000);`,
		],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	t.after(() => parent.kill("SIGKILL"));
	const [data] = await once(parent.stdout, "data");
	const pid = Number(String(data));
	assert.ok(isRunning(pid));
	parent.kill("SIGKILL");
	await until(() => !isRunning(pid), { what: "the orphan is gone" });
});

test("every line arrives before the end is told, the last one without a line break too", async () => {
	const lines: string[] = [];
	const child = startTiedProcess({
		command: "sh",
		args: ["-c", "echo one; echo two >&2; printf three; exit 4"],
		env,
		orphanSignal: "KILL",
		onLine: (line) => lines.push(line),
	});
	const end = await child.ended;
	assert.equal(end.code, 4);
	assert.deepEqual(lines.sort(), ["one", "three", "two"]);
});

test("one that ignores the polite signal is killed after its grace", async () => {
	let ready = (): void => {};
	const trapped = new Promise<void>((resolve) => {
		ready = resolve;
	});
	const child = startTiedProcess({
		command: "sh",
		args: ["-c", "trap '' TERM; echo ready; while :; do sleep 0.01; done"],
		env,
		orphanSignal: "KILL",
		onLine: () => ready(),
	});
	await trapped;
	const end = await child.stop("SIGTERM", 50);
	assert.equal(end.signal, "SIGKILL");
});

test("a program that is not there is an end, not a throw", async () => {
	const child = startTiedProcess({
		command: "/nonexistent/server",
		args: [],
		env,
		orphanSignal: "KILL",
		onLine: () => {},
	});
	const end = await child.ended;
	assert.ok(end.error || end.code === 127);
});
