import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
	chmodSync,
	lstatSync,
	mkdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import { tempDir, testEnvironment } from "@quarterdeck/testkit";
import { Client } from "pg";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";
import { runAsNobody } from "./initdb-user.ts";
import {
	namedUser,
	type ServerUser,
	serverUser,
	unnamedUid,
} from "./server-user.ts";

const skip = process.getuid?.() === 0 ? false : "only root needs another user";
const unnamed: ServerUser = {
	uid: unnamedUid,
	gid: unnamedUid,
	isUnnamed: true,
};

function openDir(t: TestContext): string {
	const dir = tempDir(t);
	chmodSync(dir, 0o755);
	return join(dir, "database");
}

function start(dataDir: string, user?: ServerUser, said: string[] = []) {
	return startEmbeddedPostgres({
		cacheDir: testEnvironment().cacheDir,
		dataDir,
		durable: false,
		say: (line) => said.push(line),
		user,
	});
}

async function ask(url: string, statement: string): Promise<unknown[]> {
	const client = new Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query(statement)).rows;
	} finally {
		await client.end();
	}
}

/** The first answer of the server to another user of the machine who asks to be its superuser. */
function knock(socket: string, uid: number): string {
	const script = `
		const words = Buffer.from("user\\0quarterdeck\\0database\\0quarterdeck\\0\\0");
		const head = Buffer.alloc(8);
		head.writeInt32BE(8 + words.length, 0);
		head.writeInt32BE(196608, 4);
		const socket = require("node:net").connect(${JSON.stringify(socket)});
		socket.on("data", (bytes) => { console.log(bytes.toString("latin1")); process.exit(0); });
		socket.write(Buffer.concat([head, words]));`;
	return execFileSync(process.execPath, ["-e", script], {
		uid,
		gid: uid,
		cwd: "/",
		encoding: "latin1",
	});
}

describe("PostgreSQL beside root", { skip }, () => {
	test("runs as postgres, else as a uid that is nobody's", async (t) => {
		const passwd = join(tempDir(t), "passwd");
		writeFileSync(passwd, "nobody:x:65534:65534::/:/bin/false\n");
		assert.deepEqual(await serverUser(passwd), unnamed);
		writeFileSync(passwd, "postgres:x:70:71::/:/bin/false\n");
		assert.deepEqual(await serverUser(passwd), { uid: 70, gid: 71 });
	});

	test("lets in who started it, and neither another user nor its own, where the folders are open", async (t) => {
		const server = await start(openDir(t), unnamed);
		t.after(() => server.stop());
		const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
		assert.match(status, new RegExp(`^Uid:\\s+${unnamedUid}\\s`, "m"));
		assert.deepEqual(await ask(server.applicationUrl, "select 1 as one"), [
			{ one: 1 },
		]);
		const folder = new URL(server.url).searchParams.get("host") ?? "";
		const socket = join(folder, ".s.PGSQL.5432");
		for (const path of [socket, folder, join(folder, "..")])
			chmodSync(path, 0o777);
		for (const uid of [65_534, unnamedUid])
			assert.match(knock(socket, uid), /C28000/, String(uid));
	});

	test("takes over data that nobody owned, and everybody was trusted with", async (t) => {
		const dataDir = openDir(t);
		const first = await start(dataDir, unnamed);
		await ask(first.url, "create table kept as select 1 as one");
		await first.stop();
		const hba = join(dataDir, "data", "pg_hba.conf");
		writeFileSync(hba, "local all all trust\n");
		execFileSync("chown", ["-hR", "65534:65534", dataDir]);
		const said: string[] = [];
		const second = await start(dataDir, unnamed, said);
		t.after(() => second.stop());
		assert.deepEqual(await ask(second.url, "select * from kept"), [{ one: 1 }]);
		assert.match(said.join("\n"), /giving the database in .* to uid 60590/);
		assert.equal(lstatSync(join(dataDir, "data")).uid, unnamedUid);
		assert.match(
			readFileSync(hba, "utf8"),
			/^local all all peer .*\nhost all all all scram-sha-256\n$/,
		);
	});

	test("refuses a folder that others can write to, or that is another user's", async (t) => {
		const dataDir = openDir(t);
		mkdirSync(dataDir);
		chmodSync(dataDir, 0o777);
		await assert.rejects(start(dataDir), /can be written by other users/);
		chmodSync(dataDir, 0o700);
		execFileSync("chown", ["1234", dataDir]);
		await assert.rejects(start(dataDir), /belongs to another user/);
		assert.equal(lstatSync(dataDir).uid, 1234);
	});

	test("is not created by nobody while something else runs as nobody", async (t) => {
		const nobody = await namedUser("nobody");
		const other = spawn("sh", ["-c", "echo runs; exec sleep 600"], {
			uid: nobody?.uid ?? 65_534,
			cwd: "/",
			stdio: ["ignore", "pipe", "ignore"],
		});
		const exit = once(other, "exit");
		t.after(() => {
			other.kill("SIGKILL");
			return exit;
		});
		await once(other.stdout, "data");
		const home = tempDir(t);
		const run = { command: "touch", args: [join(home, "made")], env: {} };
		await assert.rejects(
			runAsNobody(run, home, unnamed),
			/no user for it. Add one/,
		);
		assert.equal(lstatSync(home).uid, 0);
	});
});
