import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { withDirectory } from "./conformance/started-plugin.ts";
import { magicCookie } from "./protocol.ts";

const echo = fileURLToPath(new URL("testdata/echo-plugin.ts", import.meta.url));

/** Lends a plugin's process and its socket; `file` and `args` may put something between. */
function withProcess(
	use: (child: ChildProcess, socket: string) => Promise<void>,
	file: string = process.execPath,
	args: readonly string[] = [echo],
): Promise<void> {
	return withDirectory(async (directory) => {
		const child = spawn(file, args, {
			env: {
				PLUGIN_UNIX_SOCKET_DIR: directory,
				[magicCookie.key]: magicCookie.value,
			},
			stdio: ["ignore", "pipe", "inherit"],
		});
		try {
			const lines = createInterface({
				input: child.stdout as NonNullable<typeof child.stdout>,
			});
			const line = await new Promise<string>((resolve) =>
				lines.once("line", resolve),
			);
			await use(child, line.split("|")[3] ?? "");
		} finally {
			child.kill("SIGKILL");
		}
	});
}

function exited(child: ChildProcess): Promise<number | null> {
	return new Promise((resolve) => child.once("exit", resolve));
}

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await isTrue())) await new Promise((next) => setImmediate(next));
}

describe("a served plugin", { concurrency: 2 }, () => {
	test("listens where only its own user may connect", () =>
		withProcess(async (_child, socket) => {
			assert.equal(statSync(socket).mode & 0o077, 0);
		}));
	test("ends with 0 at SIGTERM and takes its socket away", () =>
		withProcess(async (child, socket) => {
			const end = exited(child);
			child.kill("SIGTERM");
			assert.equal(await end, 0);
			assert.equal(existsSync(socket), false);
		}));
	test("lives on at SIGINT: the host decides", () =>
		withProcess(async (child, socket) => {
			const end = exited(child);
			child.kill("SIGINT");
			child.kill("SIGTERM");
			assert.equal(await end, 0);
			assert.equal(existsSync(socket), false);
		}));
	test("ends when its host died without a word", () =>
		withProcess(
			async (host, socket) => {
				const children = `/proc/${host.pid}/task/${host.pid}/children`;
				const plugin = Number((await readFile(children, "utf8")).trim());
				assert.ok(plugin > 1);
				host.kill("SIGKILL");
				await until(
					() => !existsSync(socket) && !existsSync(`/proc/${plugin}`),
				);
			},
			"/bin/sh",
			["-c", '"$0" "$1"; exit 0', process.execPath, echo],
		));
});
