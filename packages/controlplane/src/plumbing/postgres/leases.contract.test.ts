import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import {
	type Clock,
	createNewId,
	type Job,
	jobsUnderLease,
	type Lease,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { createSteadyJobRunner } from "@quarterdeck/runtime/fakes";
import { createHandClock, eachPostgres, until } from "@quarterdeck/testkit";
import { sql } from "kysely";
import { createDatabase, type Database } from "./database.ts";
import { createLeases, stillHolds } from "./leases.ts";
import { migrate } from "./migrate.ts";
import { sqlOf } from "./transaction.ts";

const newId = createNewId(systemClock);

eachPostgres((postgres) => {
	let url: string;
	let database: Database;
	before(async () => {
		({ url } = await postgres.freshDatabase(
			async (to) => void (await migrate(to)),
			{ template: "controlplane" },
		));
		database = createDatabase({ url, log: silentLog });
	});
	after(() => database.stop());
	suite(() => ({ url, database }));
});

function suite(opened: () => { url: string; database: Database }): void {
	/** A process that may hold leases. */
	function holder(given: { url?: string; clock?: Clock } = {}) {
		const { url, database } = opened();
		return createLeases({
			url: given.url ?? url,
			database,
			processId: newId("process"),
			log: silentLog,
			clock: given.clock ?? systemClock,
		});
	}
	/** Holds the lease until it is told to let go, or loses it. */
	function holdOpen(name: string, given: Parameters<typeof holder>[0] = {}) {
		const begun = Promise.withResolvers<Lease>();
		const ended = Promise.withResolvers<void>();
		const stopping = new AbortController();
		const done = holder(given).hold(
			name,
			async (lease) => {
				begun.resolve(lease);
				lease.signal.addEventListener("abort", () => ended.resolve());
				await ended.promise;
			},
			{ signal: stopping.signal },
		);
		done.catch(begun.reject);
		return { begun: begun.promise, done, stopping, letGo: ended.resolve };
	}
	const sessions = async (state: "holding" | "waiting") => {
		const { rows } = await sql<{ count: number }>`
			select count(*) as count from pg_stat_activity
			where application_name = 'quarterdeck-named-lease' and datname = current_database()
				and (wait_event_type = 'Lock') = ${state === "waiting"}
		`.execute(opened().database.on());
		return rows[0]?.count ?? 0;
	};

	describe("a named lease", () => {
		test("is held by one at a time, and the next is first in line when it is let go", async () => {
			const first = holdOpen("line");
			const one = await first.begun;
			const second = holdOpen("line");
			await until(async () => (await sessions("waiting")) === 1);
			const other = holdOpen("another name");
			await other.begun;
			first.letGo();
			await first.done;
			const two = await second.begun;
			assert.ok(two.fencingToken > one.fencingToken);
			assert.equal(one.signal.aborted, false, "it was not lost");
			second.letGo();
			other.letGo();
			await Promise.all([second.done, other.done]);
			await until(async () => (await sessions("holding")) === 0);
		});

		test("goes to the next when the holder's session is killed, and its work is told", async () => {
			const { database } = opened();
			const first = holdOpen("killed");
			const one = await first.begun;
			const second = holdOpen("killed");
			await until(async () => (await sessions("waiting")) === 1);
			await sql`
				select pg_terminate_backend(pid) from pg_stat_activity
				where application_name = 'quarterdeck-named-lease' and datname = current_database()
					and wait_event_type is distinct from 'Lock'
			`.execute(database.on());
			const two = await second.begun;
			await until(() => one.signal.aborted);
			assert.match(String(one.signal.reason), /the lease killed was lost/);
			await first.done;
			const holds = (lease: Lease) =>
				database.transact((tx) => stillHolds(tx, "killed", lease));
			assert.deepEqual([await holds(one), await holds(two)], [false, true]);
			second.letGo();
			await second.done;
		});

		test("is waited for although the session of the one who waits is killed", async () => {
			const first = holdOpen("broken wait");
			await first.begun;
			const second = holdOpen("broken wait");
			await until(async () => (await sessions("waiting")) === 1);
			await sql`
				select pg_terminate_backend(pid) from pg_stat_activity
				where application_name = 'quarterdeck-named-lease' and datname = current_database()
					and wait_event_type = 'Lock'
			`.execute(opened().database.on());
			await until(async () => (await sessions("waiting")) === 1);
			first.letGo();
			await second.begun;
			second.letGo();
			await second.done;
		});

		test("does not change hands while a write that checked it is open", async () => {
			const { database } = opened();
			const first = holdOpen("fenced");
			const one = await first.begun;
			const order: string[] = [];
			let next: ReturnType<typeof holdOpen> | undefined;
			await database.transact(async (tx) => {
				assert.equal(await stillHolds(tx, "fenced", one), true);
				first.letGo();
				await first.done;
				next = holdOpen("fenced");
				void next.begun.then(() => order.push("next"));
				await until(async () => (await sessions("waiting")) === 1);
				await sql`select 1`.execute(sqlOf(tx));
				order.push("written");
			});
			await next?.begun;
			assert.deepEqual(order, ["written", "next"]);
			next?.letGo();
			await next?.done;
		});

		test("is waited for no longer once the caller gives up, and leaves no session behind", async () => {
			const first = holdOpen("given up");
			await first.begun;
			const second = holdOpen("given up");
			await until(async () => (await sessions("waiting")) === 1);
			second.stopping.abort(new Error("stopping"));
			await assert.rejects(second.done, /stopping/);
			await assert.rejects(second.begun, /stopping/);
			await until(async () => (await sessions("waiting")) === 0);
			first.stopping.abort(new Error("stopping too"));
			await first.done;
			const never = holdOpen("given up");
			await never.begun;
			never.letGo();
			await never.done;
		});

		test("is let go when its work fails, whose error the caller gets", async () => {
			const { signal } = new AbortController();
			const failing = holder().hold(
				"failing",
				async () => {
					throw new Error("the work failed");
				},
				{ signal },
			);
			await assert.rejects(failing, /the work failed/);
			const next = holdOpen("failing");
			assert.equal((await next.begun).fencingToken, 2n);
			next.letGo();
			await next.done;
		});

		test("runs its jobs on one replica, and on the next when that one stops or loses it", async () => {
			const { database } = opened();
			const ran: string[] = [];
			function replica(name: string) {
				const runner = createSteadyJobRunner(systemClock);
				const sweep: Job = {
					name: "sweep",
					description: "Notes where it ran.",
					every: 0.02,
					run: () => void ran.push(name),
				};
				runner.start(
					jobsUnderLease({
						lease: "sweeps",
						leases: holder(),
						runner,
						jobs: [sweep],
					}),
				);
				return runner;
			}
			const ranAgain = (name: string) => {
				const from = ran.length;
				return until(() => ran.slice(from).includes(name));
			};
			const one = replica("one");
			await ranAgain("one");
			const two = replica("two");
			await until(async () => (await sessions("waiting")) === 1);
			await ranAgain("one");
			assert.ok(!ran.includes("two"), "the other one stands by");
			assert.deepEqual(
				two.list().map((job) => job.name),
				["hold-lease-sweeps"],
			);
			await one.stop();
			const before = ran.length;
			await ranAgain("two");
			assert.ok(!ran.slice(before).includes("one"));
			const three = replica("three");
			await until(async () => (await sessions("waiting")) === 1);
			await sql`
				select pg_terminate_backend(pid) from pg_stat_activity
				where application_name = 'quarterdeck-named-lease' and datname = current_database()
					and wait_event_type is distinct from 'Lock'
			`.execute(database.on());
			await ranAgain("three");
			await until(async () => (await sessions("waiting")) === 1);
			const since = ran.length;
			await ranAgain("three");
			assert.ok(!ran.slice(since).includes("two"), "it waits in line again");
			await Promise.all([two.stop(), three.stop()]);
			await until(async () => (await sessions("holding")) === 0);
		});

		test("counts as lost when the network falls silent", async () => {
			const relay = await startRelay(opened().url);
			const clock = createHandClock();
			const held = holdOpen("silent", { url: relay.url, clock });
			const { signal } = await held.begun;
			relay.silence();
			await clock.wind(6_999);
			assert.equal(signal.aborted, false);
			await clock.wind(1);
			await until(() => signal.aborted);
			await held.done;
			relay.stop();
			assert.equal(clock.pendingTimers, 0);
		});
	});
}

/** A way to the database that can fall silent without breaking. */
async function startRelay(target: string) {
	const to = new URL(target);
	const given = to.searchParams;
	const directory = given.get("host");
	const port = given.get("port") ?? (to.port || "5432");
	const user = given.get("user") ?? to.username;
	const sockets = new Set<Socket>();
	const server = createServer((near) => {
		const far = directory
			? connect(`${directory}/.s.PGSQL.${port}`)
			: connect(Number(port), to.hostname);
		for (const socket of [near, far]) sockets.add(socket.on("error", () => {}));
		near.pipe(far);
		far.pipe(near);
	}).listen(0, "127.0.0.1");
	await once(server, "listening");
	const relayPort = (server.address() as AddressInfo).port;
	return {
		url: `postgresql://${user}:${to.password}@127.0.0.1:${relayPort}${to.pathname}`,
		silence() {
			for (const socket of sockets) socket.unpipe().pause();
		},
		stop() {
			for (const socket of sockets) socket.destroy();
			server.close();
		},
	};
}
