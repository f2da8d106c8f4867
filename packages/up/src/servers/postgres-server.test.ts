import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
	chmodSync,
	cpSync,
	existsSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { readEnvironment } from "@quarterdeck/runtime";
import {
	type Ending,
	tempDir,
	testEnvironment,
	until,
} from "@quarterdeck/testkit";
import { Client } from "pg";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { embeddedPostgresBinaries } from "./embedded-postgres-binaries.ts";
import type { RunningPostgres } from "./postgres-server.ts";
import { serverUser } from "./server-user.ts";
import { SetupError } from "./setup-error.ts";

const { cacheDir } = testEnvironment();

/** A folder that the server's user may pass, also when that is another one than ours. */
function openDir(t: Ending): string {
	const folder = tempDir(t);
	chmodSync(folder, 0o755);
	return folder;
}

function start(dataDir: string, said: string[] = []): Promise<RunningPostgres> {
	return startEmbeddedPostgres({
		cacheDir,
		dataDir,
		durable: false,
		say: (line) => said.push(line),
	});
}

async function ask(url: string, statement: string): Promise<unknown[]> {
	const client = new Client({ connectionString: url });
	client.on("error", () => {});
	await client.connect();
	try {
		return (await client.query(statement)).rows;
	} finally {
		await client.end();
	}
}

/** A process of its own that starts the server, and the server's process id. */
async function launch(
	t: Ending,
	dataDir: string,
	path = readEnvironment().PATH,
): Promise<{ launcher: ChildProcess; pid: number }> {
	const module = new URL("./embedded-postgres.ts", import.meta.url).href;
	const options = { cacheDir, dataDir, durable: false, env: { PATH: path } };
	const launcher = spawn(
		process.execPath,
		[
			"--input-type=module",
			"-e",
			`const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
			 process.env.PATH = ${JSON.stringify(path)};
			 const server = await startEmbeddedPostgres({ ...${JSON.stringify(options)}, say() {} });
			 console.log(server.pid); setInterval(() => {}, 1000);`,
		],
		{ stdio: ["ignore", "pipe", "inherit"] },
	);
	t.after(() => void launcher.kill("SIGKILL"));
	let output = "";
	for await (const chunk of launcher.stdout.setEncoding("utf8")) {
		output += chunk;
		if (output.includes("\n")) break;
	}
	assert.match(output, /^\d+\n$/);
	return { launcher, pid: Number(output) };
}

/** A data folder as a start and a stop leave it: creating one from nothing is the slow part. */
function madeDir(t: Ending): Promise<string> {
	made ??= (async () => {
		const dataDir = tempDir();
		await (await start(dataDir)).stop();
		return dataDir;
	})();
	return made.then((source) => {
		const copy = tempDir(t);
		execFileSync("cp", ["-a", `${source}/.`, copy]);
		return copy;
	});
}
let made: Promise<string> | undefined;

function isRunning(pid: number): boolean {
	return existsSync(`/proc/${pid}/exe`);
}

describe("the embedded PostgreSQL", () => {
	test("keeps its rows over stop and start, and only its socket leads to it", async (t) => {
		const dataDir = join(openDir(t), "not", "there", "yet");
		const first = await start(dataDir);
		await ask(first.url, "create table t as select 42 as answer");
		assert.deepEqual(await ask(first.url, "show listen_addresses"), [
			{ listen_addresses: "" },
		]);
		await Promise.all([first.stop(), first.stop()]);
		await first.stop();
		assert.ok(!isRunning(first.pid));
		const said: string[] = [];
		const second = await start(dataDir, said);
		t.after(() => second.stop());
		assert.deepEqual(await ask(second.url, "select * from t"), [
			{ answer: 42 },
		]);
		assert.ok(!said.some((line) => line.includes("creating")));
	});

	test("tells a second launcher that it is already running", async (t) => {
		const dataDir = await madeDir(t);
		const server = await start(dataDir);
		t.after(() => server.stop());
		await assert.rejects(start(dataDir), (error: unknown) => {
			assert.ok(error instanceof SetupError);
			assert.match(error.message, /Another process is running the database/);
			return true;
		});
		assert.deepEqual(await ask(server.url, "select 1 as one"), [{ one: 1 }]);
	});

	test("started twice at the same moment runs once", async (t) => {
		const dataDir = tempDir(t);
		const both = await Promise.allSettled([start(dataDir), start(dataDir)]);
		const running = both.filter((result) => result.status === "fulfilled");
		for (const { value } of running) await value.stop();
		assert.equal(running.length, 1);
	});

	test("dies with its killed launcher, and the next one finds every committed row", async (t) => {
		const dataDir = await madeDir(t);
		const { launcher, pid } = await launch(t, dataDir);
		const socket = encodeURIComponent(join(dataDir, "socket"));
		const url = existsSync(join(dataDir, "socket"))
			? `postgresql:///quarterdeck?host=${socket}&user=quarterdeck`
			: assert.fail("no socket");
		await ask(url, "create table t as select 7 as kept");
		launcher.kill("SIGKILL");
		await until(() => !isRunning(pid), { what: "the orphan is gone" });
		const server = await start(dataDir);
		t.after(() => server.stop());
		assert.deepEqual(await ask(server.url, "select * from t"), [{ kept: 7 }]);
	});

	test("left behind by a killed launcher all the same, is stopped and started anew", async (t) => {
		const dataDir = await madeDir(t);
		const tools = openDir(t);
		// Where setpriv is missing the kernel is not asked, and the server survives its launcher.
		for (const tool of ["flock", "sh", "cat", "test", "chmod"])
			writeFileSync(
				join(tools, tool),
				`#!/bin/sh\nPATH=/usr/bin:/bin exec ${tool} "$@"\n`,
				{ mode: 0o755 },
			);
		const { launcher, pid } = await launch(t, dataDir, tools);
		launcher.kill("SIGKILL");
		await once(launcher, "exit");
		assert.ok(isRunning(pid));
		const said: string[] = [];
		const server = await start(dataDir, said);
		t.after(() => server.stop());
		assert.ok(!isRunning(pid));
		assert.match(said.join("\n"), new RegExp(`left running \\(pid ${pid}\\)`));
	});

	test("is not fooled by a process that got the old server's number", async (t) => {
		const dataDir = await madeDir(t);
		const server = await start(dataDir);
		await server.kill();
		const pidFile = join(dataDir, "data", "postmaster.pid");
		const text = readFileSync(pidFile, "utf8");
		writeFileSync(pidFile, text.replace(/^\d+/, String(process.pid)));
		const again = await start(dataDir);
		await again.stop();
	});

	test("interrupted while it was created, is created again", async (t) => {
		const dataDir = tempDir(t);
		mkdirSync(join(dataDir, "data.new"));
		writeFileSync(join(dataDir, "data.new", "PG_VERSION"), "18\n");
		mkdirSync(join(dataDir, "data"));
		const server = await start(dataDir);
		await server.stop();
		assert.ok(!existsSync(join(dataDir, "data.new")));
	});

	test("refuses data of another major version and leaves them alone", async (t) => {
		const dataDir = tempDir(t);
		mkdirSync(join(dataDir, "data"));
		writeFileSync(join(dataDir, "data", "PG_VERSION"), "14\n");
		await assert.rejects(
			start(dataDir),
			/written by PostgreSQL 14, but this is PostgreSQL 18/,
		);
		assert.ok(existsSync(join(dataDir, "data", "PG_VERSION")));
	});

	test("gives the server's own words when its data are damaged", async (t) => {
		const dataDir = await madeDir(t);
		const server = await start(dataDir);
		await server.stop();
		rmSync(join(dataDir, "data", "global"), { recursive: true });
		await assert.rejects(start(dataDir), /did not start .*pg_control/s);
	});

	test("uses a short place for its socket below a long path", async (t) => {
		const dataDir = join(openDir(t), "d".repeat(60), "e".repeat(60));
		const server = await start(dataDir);
		assert.deepEqual(await ask(server.url, "select 1 as one"), [{ one: 1 }]);
		const socketDir = new URL(server.url).searchParams.get("host") ?? "";
		assert.ok(!socketDir.startsWith(dataDir));
		await server.stop();
		assert.ok(!existsSync(socketDir));
	});

	test("below a long path, is found where it was when it was killed and is started again", async (t) => {
		const dataDir = join(openDir(t), "long".repeat(25), "database");
		const first = await start(dataDir);
		const socketDir = new URL(first.url).searchParams.get("host") ?? "";
		await first.kill();
		const second = await startEmbeddedPostgres({
			cacheDir,
			dataDir,
			durable: false,
			say() {},
			socketDir,
		});
		t.after(() => second.stop());
		assert.equal(second.url, first.url);
		assert.deepEqual(await ask(second.url, "select 1 as one"), [{ one: 1 }]);
	});
});

describe("its programs", () => {
	const entry = createRequire(import.meta.url).resolve(
		`@embedded-postgres/linux-${process.arch}`,
	);
	const installed = join(dirname(entry), "..");

	test("get the library links their install script would have made", async (t) => {
		const packageDir = join(tempDir(t), "package");
		cpSync(installed, packageDir, { recursive: true, verbatimSymlinks: true });
		const links: { target: string }[] = JSON.parse(
			readFileSync(join(packageDir, "native/pg-symlinks.json"), "utf8"),
		);
		for (const { target } of links)
			rmSync(join(packageDir, target), { force: true });
		const binaries = await embeddedPostgresBinaries({
			cacheDir: tempDir(t),
			env: readEnvironment(),
			say: () => {},
			user: undefined,
			packageDir,
		});
		assert.match(binaries.version, /^18\./);
		for (const { target } of links)
			assert.ok(lstatSync(join(packageDir, target)).isSymbolicLink());
	});

	test("are copied to where the server's user can reach them", {
		skip: process.getuid?.() === 0 ? false : "only root needs another user",
	}, async (t) => {
		const closed = tempDir(t);
		const packageDir = join(closed, "package");
		cpSync(installed, packageDir, { recursive: true, verbatimSymlinks: true });
		const open = openDir(t);
		const user = await serverUser();
		const said: string[] = [];
		const options = {
			cacheDir: open,
			env: readEnvironment(),
			say: (line: string) => said.push(line),
			user,
			packageDir,
		};
		const all = await Promise.all([
			embeddedPostgresBinaries(options),
			embeddedPostgresBinaries(options),
		]);
		for (const { binDir } of all) assert.ok(binDir.startsWith(open));
		assert.match(said.join("\n"), /copying PostgreSQL to/);
	});
});
