import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { pause, silentLog, systemClock } from "@quarterdeck/runtime";
import {
	connectAgentLink,
	connectBus,
	orderKeysOf,
	orderSignerOf,
} from "@quarterdeck/wire";
import { Client } from "pg";
import {
	createHandClock,
	eachPostgres,
	freshDatabase,
	startTestNats,
	tempDir,
	testKubectl,
	testNats,
	until,
} from "./index.ts";
import { startTestBus } from "./test-bus.ts";

async function rowsOf(url: string, statement: string): Promise<unknown[]> {
	const client = new Client({ connectionString: url });
	await client.connect();
	try {
		return (await client.query(statement)).rows;
	} finally {
		await client.end();
	}
}

let migrations = 0;
async function migrateBooks(url: string): Promise<void> {
	migrations++;
	await rowsOf(url, "create table books (title text)");
}

eachPostgres((pg) => {
	test("a fresh database is migrated once and copied for everyone", async () => {
		migrations = 0;
		const template = `books_${process.pid}`;
		const made = await Promise.all(
			[1, 2, 3].map(() => pg.freshDatabase(migrateBooks, { template })),
		);
		assert.equal(migrations, 1);
		const [one, two] = made;
		assert.ok(one && two);
		await rowsOf(one.url, "insert into books values ('Emma')");
		assert.deepEqual(await rowsOf(two.url, "select * from books"), []);
		for (const database of made) await database.drop();
	});

	test("a database is dropped though somebody is connected", async () => {
		const database = await pg.freshDatabase();
		const client = new Client({ connectionString: database.url });
		client.on("error", () => {});
		await client.connect();
		await database.drop();
		await assert.rejects(rowsOf(database.url, "select 1"), /does not exist/);
		await client.end().catch(() => {});
	});

	test("letters beyond ASCII sort and fold alike on every server", async () => {
		const database = await pg.freshDatabase();
		const rows = await rowsOf(
			database.url,
			"select lower('ÄÉ') as low, array(select x from unnest(array['b','B','a','é','Z','_']) x order by x) as list, current_setting('timezone') as zone",
		);
		assert.deepEqual(rows, [
			{ low: "äé", list: ["B", "Z", "_", "a", "b", "é"], zone: "UTC" },
		]);
	});
});

test("a migration that fails leaves no template behind", async () => {
	const template = `broken_${process.pid}`;
	const failing = async (): Promise<void> => {
		throw new Error("broken migration");
	};
	await assert.rejects(
		freshDatabase(failing, { template }),
		/broken migration/,
	);
	const database = await freshDatabase(migrateBooks, { template });
	assert.deepEqual(await rowsOf(database.url, "select * from books"), []);
});

test("a test file has one nats-server, and a test may have its own", async (t) => {
	const [first, again] = await Promise.all([testNats(), testNats()]);
	assert.equal(first.url, again.url);
	const own = await startTestNats(t);
	assert.notEqual(own.url, first.url);
});

test("a bus takes the control plane and an agent of a new organisation, also after a kill", async (t) => {
	const bus = await startTestBus(t);
	const { servers, trust, keys } = bus;
	const organisation = await bus.organisation();
	await bus.server.kill();
	await bus.server.restart();
	const common = { servers, trust, log: silentLog, clock: systemClock };
	const plane = await connectBus({
		...common,
		credential: keys.controlPlaneCredential,
		signerOf: async () => orderSignerOf(organisation),
	});
	t.after(() => plane.close());
	const link = await connectAgentLink({
		...common,
		inst: "agt1",
		credential: bus.credential(organisation, "agt1"),
		orderKeys: orderKeysOf(organisation),
	});
	await link.close();
});

test("the kubectl for tests runs", async () => {
	const kubectl = await testKubectl();
	const run = spawnSync(kubectl, ["version", "--client"], { encoding: "utf8" });
	assert.match(run.stdout, /Client Version/);
});

test("a folder for a test is gone after it", async (t) => {
	let folder = "";
	await t.test("inner", (inner) => {
		folder = tempDir(inner);
		writeFileSync(join(folder, "file"), "x");
	});
	assert.equal(existsSync(folder), false);
});

describe("until", () => {
	test("answers what the fact answered, over throws and falsy answers", async () => {
		let asked = 0;
		const answer = await until(() => {
			asked++;
			if (asked === 1) throw new Error("not yet");
			return asked === 3 ? "there" : "";
		});
		assert.equal(answer, "there");
	});

	test("says what it waited for, and the last reason", async () => {
		const waiting = until(
			() => {
				throw new Error("refused");
			},
			{ withinMs: 20, what: "the door opens" },
		);
		await assert.rejects(waiting, (error: Error) => {
			assert.match(
				error.message,
				/timed out after \d+ ms waiting until the door opens/,
			);
			assert.match(String(error.cause), /refused/);
			return true;
		});
	});
});

describe("the hand-wound clock", () => {
	test("stands still until wound, then runs timers in the order of their instants", async () => {
		const clock = createHandClock();
		const seen: string[] = [];
		clock.after(30, () => seen.push(`late ${clock.monotonicMs()}`));
		clock.after(10, () => seen.push(`early ${clock.monotonicMs()}`));
		const ticking = clock.every(20, () =>
			seen.push(`tick ${clock.monotonicMs()}`),
		);
		clock.after(10, () => seen.push("cancelled")).cancel();
		await clock.wind(0);
		assert.deepEqual(seen, []);
		await clock.wind(45);
		assert.deepEqual(seen, ["early 10", "tick 20", "late 30", "tick 40"]);
		assert.equal(clock.now().toISOString(), "2026-01-01T00:00:00.045Z");
		ticking.cancel();
		assert.equal(clock.pendingTimers, 0);
	});

	test("follows a loop that pauses between its rounds", async () => {
		const clock = createHandClock();
		let rounds = 0;
		const looping = (async () => {
			while (rounds < 5) {
				await pause(clock, 1_000);
				rounds++;
			}
		})();
		await clock.wind(4_999);
		assert.equal(rounds, 4);
		await clock.wind(1);
		await looping;
	});

	test("a corrected wall clock moves no timer", async () => {
		const clock = createHandClock();
		let fired = false;
		clock.after(100, () => {
			fired = true;
		});
		clock.correct(new Date("2030-01-01T00:00:00Z"));
		await clock.wind(99);
		assert.equal(fired, false);
		assert.equal(clock.now().toISOString(), "2030-01-01T00:00:00.099Z");
	});

	test("a delay of nothing, or of nonsense, is not forgotten and does not spin", async () => {
		const clock = createHandClock();
		let ticks = 0;
		clock.every(0, () => ticks++);
		clock.after(Number.NaN, () => {});
		clock.after(-5, () => {});
		await clock.wind(3);
		assert.equal(ticks, 3);
		assert.equal(clock.pendingTimers, 1);
	});
});
