import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { type Ending, tempDir, until } from "@quarterdeck/testkit";

const launcher = fileURLToPath(new URL("../qd", import.meta.url));

/**
 * A clone in small: the real launcher and the real npm, with a lock file whose only package lies beside it and whose
 * `node` is the one this test runs on. No network is needed.
 */
function makeClone(t: Ending): string {
	const root = join(tempDir(t), "a clone");
	mkdirSync(join(root, "parts", "node"), { recursive: true });
	copyFileSync(launcher, join(root, "qd"));
	chmodSync(join(root, "qd"), 0o755);
	writeFileSync(
		join(root, "parts", "node", "package.json"),
		JSON.stringify({
			name: "node-part",
			version: "1.0.0",
			bin: { node: "node" },
		}),
	);
	writeFileSync(
		join(root, "parts", "node", "node"),
		`#!/bin/sh\nexec "${process.execPath}" "$@"\n`,
		{ mode: 0o755 },
	);
	writePackages(root, "1.0.0");
	for (const main of ["packages/up/src/main.ts", "tools/test.ts"]) {
		mkdirSync(join(root, main, ".."), { recursive: true });
		writeFileSync(
			join(root, main),
			`console.log(JSON.stringify({ main: ${JSON.stringify(main)}, args: process.argv.slice(2), cwd: process.cwd(), cache: process.env.NODE_COMPILE_CACHE }));`,
		);
	}
	return root;
}

function writePackages(root: string, version: string): void {
	const manifest = {
		name: "clone",
		version,
		dependencies: { "node-part": "file:parts/node" },
	};
	writeFileSync(join(root, "package.json"), JSON.stringify(manifest));
	writeFileSync(
		join(root, "package-lock.json"),
		JSON.stringify({
			name: "clone",
			version,
			lockfileVersion: 3,
			requires: true,
			packages: {
				"": manifest,
				"node_modules/node-part": { resolved: "parts/node", link: true },
				"parts/node": {
					name: "node-part",
					version: "1.0.0",
					bin: { node: "node" },
				},
			},
		}),
	);
}

interface Run {
	readonly child: ChildProcess;
	readonly ended: Promise<{
		code: number | null;
		stdout: string;
		stderr: string;
	}>;
}

function startQd(
	command: string,
	args: readonly string[],
	options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Run {
	const { QD_CACHE_DIR: _, NODE_COMPILE_CACHE: __, ...env } = process.env;
	const child = spawn(command, args, {
		env: { ...env, ...options.env },
		stdio: ["ignore", "pipe", "pipe"],
		detached: true,
		...(options.cwd === undefined ? {} : { cwd: options.cwd }),
	});
	let stdout = "";
	let stderr = "";
	child.stdout.on("data", (chunk) => {
		stdout += String(chunk);
	});
	child.stderr.on("data", (chunk) => {
		stderr += String(chunk);
	});
	const ended = once(child, "close").then(([code]) => ({
		code,
		stdout,
		stderr,
	}));
	return { child, ended };
}

function qd(root: string, ...args: string[]) {
	return startQd(join(root, "qd"), args).ended;
}

describe("the launcher", () => {
	test("installs once, says why, and hands over arguments, folder and exit code untouched", async (t) => {
		const root = makeClone(t);
		const cwd = tempDir(t);
		const first = await startQd(join(root, "qd"), ["run", "--", "a b", ""], {
			cwd,
		}).ended;
		assert.match(
			first.stderr,
			/qd: installing npm packages .*not installed yet/,
		);
		assert.deepEqual(JSON.parse(first.stdout), {
			main: "packages/up/src/main.ts",
			args: ["run", "--", "a b", ""],
			cwd,
			cache: join(root, ".cache", "compile"),
		});
		writeFileSync(
			join(root, "packages/up/src/main.ts"),
			"process.exitCode = 7;",
		);
		// Without npm in reach: the second start needs neither it nor the network.
		const second = await startQd(join(root, "qd"), [], {
			env: { PATH: withoutNpm(t) },
		}).ended;
		assert.equal(second.stderr, "");
		assert.equal(second.code, 7);
	});

	test("finds its clone through links to links", async (t) => {
		const root = makeClone(t);
		const links = tempDir(t);
		symlinkSync(join(root, "qd"), join(links, "absolute"));
		symlinkSync("absolute", join(links, "qd"));
		const run = await startQd(join(links, "qd"), ["version"]).ended;
		assert.equal(run.code, 0, run.stderr);
		assert.deepEqual(JSON.parse(run.stdout).args, ["version"]);
	});

	test("starts the test run for `qd test`", async (t) => {
		const { stdout } = await qd(makeClone(t), "test", "--only", "unit");
		const { main, args } = JSON.parse(stdout);
		assert.deepEqual([main, args], ["tools/test.ts", ["--only", "unit"]]);
	});

	test("installs again when package-lock.json changed, not when only its date did", async (t) => {
		const root = makeClone(t);
		await qd(root);
		const later = new Date(Date.now() + 60_000);
		utimesSync(join(root, "package-lock.json"), later, later);
		assert.equal((await qd(root)).stderr, "");
		writePackages(root, "1.0.1");
		utimesSync(join(root, "package-lock.json"), later, later);
		assert.match((await qd(root)).stderr, /\(package-lock\.json changed\)/);
		assert.equal((await qd(root)).stderr, "");
	});

	test("takes an installation made by hand for what it is", async (t) => {
		const root = makeClone(t);
		await qd(root);
		rmSync(join(root, "node_modules", ".installed-lock.json"));
		assert.equal((await qd(root)).stderr, "");
	});

	test("started twice at once installs once", async (t) => {
		const root = makeClone(t);
		const runs = await Promise.all([qd(root), qd(root), qd(root)]);
		for (const run of runs) assert.equal(run.code, 0, run.stderr);
		const said = runs.map(({ stderr }) => stderr).join("");
		assert.equal(said.match(/qd: installing npm packages/g)?.length, 1);
	});

	test("interrupted while it installs, repairs itself at the next start", async (t) => {
		const root = makeClone(t);
		await qd(root);
		writePackages(root, "1.0.2");
		const later = new Date(Date.now() + 60_000);
		utimesSync(join(root, "package-lock.json"), later, later);
		const slow = tempDir(t);
		const begun = join(slow, "begun");
		writeFileSync(
			join(slow, "npm"),
			`#!/bin/sh\nrm -rf node_modules/node-part\n: >"${begun}"\nexec sleep 600\n`,
			{ mode: 0o755 },
		);
		const run = startQd(join(root, "qd"), [], {
			env: { PATH: `${slow}:${process.env.PATH}` },
		});
		await until(() => existsSync(begun), { what: "npm is at work" });
		process.kill(-(run.child.pid ?? 0), "SIGINT");
		assert.notEqual((await run.ended).code, 0);
		const again = await qd(root, "version");
		assert.match(again.stderr, /installing npm packages/);
		assert.equal(again.code, 0);
	});

	test("says what to do when npm is missing, and when npm fails", async (t) => {
		const root = makeClone(t);
		const missing = await startQd(join(root, "qd"), [], {
			env: { PATH: withoutNpm(t) },
		}).ended;
		assert.equal(missing.code, 1);
		assert.match(
			missing.stderr,
			/npm is missing\. Install Node\.js 20 or newer/,
		);
		writeFileSync(join(root, "package-lock.json"), "{ broken");
		const failing = await qd(root);
		assert.equal(failing.code, 1);
		assert.match(failing.stderr, /could not be installed.*start qd again/s);
		assert.ok(!existsSync(join(root, "node_modules", ".installed-lock.json")));
	});

	test("is understood by the plainest shell", async () => {
		const { code, stderr } = await startQd("sh", ["-n", launcher]).ended;
		assert.equal(code, 0, stderr);
		assert.match(readFileSync(launcher, "utf8"), /^#!\/bin\/sh\n/);
	});
});

/** A PATH with the system's small tools and neither npm nor node. */
function withoutNpm(t: Ending): string {
	const folder = tempDir(t);
	for (const tool of [
		"sh",
		"dirname",
		"readlink",
		"cmp",
		"find",
		"mkdir",
		"flock",
		"cp",
		"rm",
	])
		symlinkSync(
			["/usr/bin", "/bin"]
				.map((place) => join(place, tool))
				.find((path) => existsSync(path)) ?? "",
			join(folder, tool),
		);
	return folder;
}
