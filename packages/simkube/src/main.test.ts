import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const main = new URL("./main.ts", import.meta.url).pathname;

function start(args: readonly string[]): ChildProcess {
	return spawn(process.execPath, [main, ...args], {
		stdio: ["ignore", "pipe", "pipe"],
	});
}

async function readyLine(child: ChildProcess): Promise<{ url: string }> {
	const [text] = await once(child.stdout as NodeJS.ReadableStream, "data");
	const line = JSON.parse(String(text));
	assert.equal(line.ready, true);
	return line;
}

test("the process says when it is ready, stops when told to and comes back as it was", async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "simkube-main-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const kubeconfig = join(folder, "kubeconfig");
	const args = [
		...["--name", "eu", "--seed", "3", "--namespaces", "2", "--pods", "10"],
		...["--data-file", join(folder, "state.json")],
		...["--kubeconfig-out", kubeconfig],
	];
	const first = start(args);
	t.after(() => first.kill("SIGKILL"));
	const { url } = await readyLine(first);
	const written = readFileSync(kubeconfig, "utf8");
	assert.ok(written.includes(url) && written.includes("name: eu"));
	assert.equal(statSync(kubeconfig).mode & 0o777, 0o600);
	first.kill("SIGTERM");
	const [code] = await once(first, "exit");
	assert.equal(code, 0);
	const token = /token: (\S+)/.exec(written)?.[1];
	const second = start(args);
	t.after(() => second.kill("SIGKILL"));
	await readyLine(second);
	assert.ok(readFileSync(kubeconfig, "utf8").includes(`token: ${token}`));
	second.kill("SIGINT");
	assert.deepEqual((await once(second, "exit"))[0], 0);
});

test("a taken port and a wrong flag end the process with a complaint", async (t) => {
	const first = start([]);
	t.after(() => first.kill("SIGKILL"));
	const { url } = await readyLine(first);
	for (const [args, complaint] of [
		[["--port", new URL(url).port], /EADDRINUSE/],
		[["--port", "many"], /--port must be a whole number/],
		[["--nope"], /--nope/],
	] as const) {
		const child = start(args);
		t.after(() => child.kill("SIGKILL"));
		let stderr = "";
		child.stderr?.on("data", (text) => {
			stderr += text;
		});
		const [code] = await once(child, "close");
		assert.notEqual(code, 0);
		assert.match(stderr, complaint);
	}
});
