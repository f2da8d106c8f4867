import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { eachPostgres, tempDir, until } from "@quarterdeck/testkit";
import { sql } from "kysely";
import pg from "pg";
import { createDatabase, type Database } from "./database.ts";
import { migrate, readMigrations } from "./migrate.ts";
import {
	holdsLease,
	isProcessAlive,
	keepProcessLease,
} from "./process-lease.ts";
import { openStrangerSession } from "./stranger-session.fixture.ts";
import { afterCommit, send, sendBehind, sqlOf } from "./transaction.ts";

const newId = createNewId(systemClock);

function migrations(files: Readonly<Record<string, string>>): string {
	const directory = join(tempDir(), "migrations");
	mkdirSync(directory);
	for (const [name, text] of Object.entries(files))
		writeFileSync(join(directory, name), text);
	return directory;
}

/** Ends other sessions of the database, as a restart of the server does. */
async function breakSessions(url: string, name: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	await client.query(
		"select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()",
		[name],
	);
	await client.end();
}

test("migrations are numbered without gaps", async () => {
	for (const files of [
		{ "0002-second.sql": "" },
		{ "0001-a.sql": "", "0001-b.sql": "" },
		{ "first.sql": "" },
		{ "0001-Bad_Name.sql": "" },
	])
		await assert.rejects(
			readMigrations(migrations(files)),
			/should begin with/,
		);
	assert.ok(
		(
			await readMigrations(
				fileURLToPath(new URL("../../../migrations/", import.meta.url)),
			)
		).length > 0,
	);
});

eachPostgres((postgres) => {
	let url: string;
	let database: Database;
	before(async () => {
		url = (await postgres.freshDatabase()).url;
		database = createDatabase({ url, log: silentLog });
		await database.transact((tx) =>
			sql`create table marks (n integer primary key, v integer not null)`.execute(
				sqlOf(tx),
			),
		);
	});
	after(() => database.stop());

	test("five replicas that start at once apply each step once", async () => {
		const to = (await postgres.freshDatabase()).url;
		const directory = migrations({
			"0001-one.sql":
				"create table one (n integer); insert into one values (1);",
			"0002-two.sql": "insert into one values (2);",
		});
		const results = await Promise.all(
			[1, 2, 3, 4, 5].map(() => migrate(to, { directory })),
		);
		assert.equal(results.flatMap((one) => one.applied).length, 2);
		assert.deepEqual((await migrate(to, { directory })).applied, []);
	});

	test("a failing step leaves nothing behind, and the steps before it stay", async () => {
		const to = (await postgres.freshDatabase()).url;
		const directory = migrations({
			"0001-one.sql": "create table one (n integer);",
			"0002-two.sql": "create table two (n integer); select 1/0;",
		});
		await assert.rejects(migrate(to, { directory }), /0002-two.sql failed/);
		writeFileSync(
			join(directory, "0002-two.sql"),
			"create table two (n integer);",
		);
		assert.deepEqual((await migrate(to, { directory })).applied, [
			"0002-two.sql",
		]);
	});

	test("a step that was changed after it was applied is refused, a newer database is told", async () => {
		const to = (await postgres.freshDatabase()).url;
		const directory = migrations({
			"0001-one.sql": "create table one (n integer);",
			"0002-two.sql": "create table two (n integer);",
		});
		await migrate(to, { directory });
		rmSync(join(directory, "0002-two.sql"));
		assert.deepEqual((await migrate(to, { directory })).ahead, [
			"0002-two.sql",
		]);
		writeFileSync(
			join(directory, "0001-one.sql"),
			"create table one (n bigint);",
		);
		await assert.rejects(migrate(to, { directory }), /was changed after/);
	});

	test("a transaction that fails keeps nothing", async () => {
		await assert.rejects(
			database.transact(async (tx) => {
				await sql`insert into marks values (1, 1)`.execute(sqlOf(tx));
				throw new Error("no");
			}),
			/no/,
		);
		const { rows } = await sql`select * from marks where n = 1`.execute(
			database.on(),
		);
		assert.deepEqual(rows, []);
	});

	test("a statement nobody waited for fails its transaction with its own error", async () => {
		const insert = (n: number) => sql`insert into marks values (${n}, 1)`;
		await database.transact(async (tx) => sendBehind(tx, insert(40)));
		await assert.rejects(
			database.transact(async (tx) => {
				sendBehind(tx, insert(41));
				sendBehind(tx, insert(40));
			}),
			{ constraint: "marks_pkey" },
		);
		await assert.rejects(
			database.transact(async (tx) => {
				sendBehind(tx, insert(40));
				await sql`select 1`.execute(sqlOf(tx));
			}),
			{ constraint: "marks_pkey" },
		);
		const { rows } = await sql`
			select n from marks where n in (40, 41)
		`.execute(database.on());
		assert.deepEqual(rows, [{ n: 40 }]);
	});

	test("statements sent together are answered in their order, prepared ones too", async () => {
		const add = sql`update marks set v = v + 1 where n = 50`;
		const read = sql<{ v: number }>`select v from marks where n = ${50}`;
		await sql`insert into marks values (50, 0)`.execute(database.on());
		const seen = () =>
			database.transact((tx) =>
				Promise.all([
					send(tx, read, { name: "read-mark" }),
					send(tx, add),
					send(tx, read, { name: "read-mark" }),
				]),
			);
		for (const before of [0, 1])
			assert.deepEqual(await seen(), [
				[{ v: before }],
				[],
				[{ v: before + 1 }],
			]);
	});

	test("a transaction that has ended takes nothing more", async () => {
		const tx = await database.transact(async (open) => open);
		assert.throws(() => sqlOf(tx), TypeError);
		assert.throws(() => sendBehind(tx, sql`select 1`), TypeError);
		await assert.rejects(send(tx, sql`select 1`), TypeError);
	});

	test("a database that was never asked can be stopped, and takes no work then", async () => {
		const idle = createDatabase({ url, log: silentLog });
		await idle.stop();
		await assert.rejects(
			idle.transact(async () => {}),
			{
				code: "DATABASE_UNAVAILABLE",
			},
		);
	});

	test("what waits for the commit is done before the caller goes on, and not for what is undone or repeated", async () => {
		const done: string[] = [];
		const act = (name: string) => () => void done.push(name);
		await database.transact(async (tx) => {
			afterCommit(tx, act("one"));
			afterCommit(tx, act("two"));
			assert.deepEqual(done, []);
		});
		assert.deepEqual(done.splice(0), ["one", "two"]);
		await assert.rejects(
			database.transact(async (tx) => {
				afterCommit(tx, act("undone"));
				throw new Error("broken");
			}),
		);
		await assert.rejects(
			database.transact(async (tx) => {
				afterCommit(tx, act("refused at the commit"));
				sendBehind(tx, sql`select 1 / 0`);
			}),
		);
		let attempts = 0;
		await database.transact(async (tx) => {
			attempts += 1;
			afterCommit(tx, act(`attempt ${attempts}`));
			if (attempts === 1)
				await send(
					tx,
					sql`do $$ begin raise exception using errcode = '40001'; end $$`,
				);
		});
		assert.deepEqual(done, ["attempt 2"]);
	});
	test("transactions that deadlock are repeated until both are done", async () => {
		await sql`insert into marks values (10, 0), (11, 0)`.execute(database.on());
		const met = Promise.withResolvers<void>();
		let arrived = 0;
		const add = (first: number, second: number) =>
			database.transact(async (tx) => {
				await sql`update marks set v = v + 1 where n = ${first}`.execute(
					sqlOf(tx),
				);
				if (++arrived === 2) met.resolve();
				await met.promise;
				await sql`update marks set v = v + 1 where n = ${second}`.execute(
					sqlOf(tx),
				);
			});
		await Promise.all([add(10, 11), add(11, 10)]);
		const { rows } = await sql<{
			v: number;
		}>`select v from marks where n in (10, 11)`.execute(database.on());
		assert.deepEqual(rows, [{ v: 2 }, { v: 2 }]);
		assert.ok(arrived > 2, "one of them was repeated");
	});

	test("serialization failures are repeated too", async () => {
		await sql`insert into marks values (20, 0)`.execute(database.on());
		const add = () =>
			database.transact(async (tx) => {
				await sql`set transaction isolation level serializable`.execute(
					sqlOf(tx),
				);
				const { rows } = await sql<{
					v: number;
				}>`select v from marks where n = 20`.execute(sqlOf(tx));
				await sql`update marks set v = ${(rows[0]?.v ?? 0) + 1} where n = 20`.execute(
					sqlOf(tx),
				);
			});
		await Promise.all([add(), add(), add()]);
		const { rows } = await sql<{
			v: number;
		}>`select v from marks where n = 20`.execute(database.on());
		assert.equal(rows[0]?.v, 3);
	});

	test("a statement that takes too long is stopped", async () => {
		const hasty = createDatabase({
			url,
			log: silentLog,
			statementTimeoutMs: 50,
		});
		await assert.rejects(
			hasty.transact((tx) => sql`select pg_sleep(30)`.execute(sqlOf(tx))),
			{ code: "DATABASE_UNAVAILABLE" },
		);
		await hasty.stop();
	});

	test("the pool survives the loss of its connections", async () => {
		await sql`select 1`.execute(database.on());
		await breakSessions(url, "quarterdeck");
		await until(async () => (await database.check()).ok);
	});

	test("a connection that is lost in the middle of a transaction fails it and nothing else", async () => {
		await assert.rejects(
			database.transact(async (tx) => {
				await sql`insert into marks values (30, 0)`.execute(sqlOf(tx));
				await breakSessions(url, "quarterdeck");
				// The loss is noticed while nothing is asked.
				await new Promise((resolve) => setImmediate(resolve));
				await sql`select 1`.execute(sqlOf(tx));
			}),
			{ code: "DATABASE_UNAVAILABLE" },
		);
		await until(async () => (await database.check()).ok);
		const { rows } = await sql`select 1 from marks where n = 30`.execute(
			database.on(),
		);
		assert.deepEqual(rows, []);
	});

	test("bigint comes back as a number, and one that is none is refused", async () => {
		const { rows } = await sql<{
			n: number;
		}>`select 9007199254740991::bigint as n`.execute(database.on());
		assert.equal(rows[0]?.n, Number.MAX_SAFE_INTEGER);
		await assert.rejects(
			sql`select 9007199254740993::bigint as n`.execute(database.on()),
			RangeError,
		);
	});

	test("a process is alive while it holds its lease, dead at once when it is killed", async () => {
		const processId = newId("process");
		assert.equal(await holdsLease(database, processId), false);
		const holder = fileURLToPath(
			new URL("./process-lease.ts", import.meta.url),
		);
		const runtime = import.meta.resolve("@quarterdeck/runtime");
		const child = spawn(
			process.execPath,
			[
				"--input-type=module",
				"-e",
				`import { keepProcessLease } from ${JSON.stringify(holder)};
				import { silentLog, systemClock } from ${JSON.stringify(runtime)};
				await keepProcessLease({ url: ${JSON.stringify(url)}, processId: ${JSON.stringify(processId)}, log: silentLog, clock: systemClock });
				console.log("held");
				setInterval(() => {}, 1000);`,
			],
			{ stdio: ["ignore", "pipe", "inherit"] },
		);
		await once(child.stdout, "data");
		assert.equal(await holdsLease(database, processId), true);
		assert.equal(
			await isProcessAlive({ database, clock: systemClock }, newId("process")),
			false,
		);
		child.kill("SIGKILL");
		await once(child, "exit");
		await until(async () => !(await holdsLease(database, processId)));
	});

	test("a role without rights that takes a process's lock makes no living one look dead, nor a dead one alive", async (t) => {
		const processId = newId("process");
		const deps = { url, processId, log: silentLog, clock: systemClock };
		const lease = await keepProcessLease(deps);
		const stranger = await openStrangerSession(t, url);
		const { rows } = await stranger.query(
			`select classid::bigint << 32 | objid::bigint as key from pg_locks join pg_stat_activity using (pid)
			where locktype = 'advisory' and application_name = 'quarterdeck-lease' and datname = current_database()`,
		);
		assert.equal(rows.length, 1);
		const taken = stranger.query("select pg_advisory_lock($1)", [rows[0].key]);
		await breakSessions(url, "quarterdeck-lease");
		await taken;
		await until(() => holdsLease(database, processId));
		await stranger.query("select pg_advisory_unlock_all()");
		const again = stranger.query("select pg_advisory_lock($1)", [rows[0].key]);
		await until(async () => {
			await lease.stop();
			await breakSessions(url, "quarterdeck-lease");
			return !(await holdsLease(database, processId));
		});
		await again;
		assert.equal(await holdsLease(database, processId), false);
	});

	test("a lease whose session broke is held again", async () => {
		const processId = newId("process");
		const lease = await keepProcessLease({
			url,
			processId,
			log: silentLog,
			clock: systemClock,
		});
		await breakSessions(url, "quarterdeck-lease");
		await until(() => holdsLease(database, processId));
		assert.equal(
			await isProcessAlive({ database, clock: systemClock }, processId),
			true,
		);
		await lease.stop();
		await until(async () => !(await holdsLease(database, processId)));
	});
});
