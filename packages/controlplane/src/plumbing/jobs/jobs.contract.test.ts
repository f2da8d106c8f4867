import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { eachPostgres, until } from "@quarterdeck/testkit";
import { sql } from "kysely";
import { insertOrganisation } from "../../rooms/people/insert-organisation.fixture.ts";
import {
	type ChangeSignals,
	createSignals,
	type Database,
} from "../postgres/index.ts";
import { expectRecordedSql } from "../postgres/record-sql.fixture.ts";
import { useTestStore } from "../postgres/test-store.fixture.ts";
import { createJobQueue, type JobQueue, writtenJobs } from "./job-queue.ts";
import {
	defaultJobWorkerSettings,
	JobWorker,
	type JobWorkerSettings,
} from "./job-worker.ts";

const newId = createNewId(systemClock);

expectRecordedSql(import.meta.filename, ["job-queue.ts"]);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => ({
		database: store.database,
		signals: store.signals,
		queue: createJobQueue(store.database),
	}));
});

type Run = (payload: string, signal: AbortSignal) => Promise<void>;

function suite(
	opened: () => {
		database: Database;
		signals: ChangeSignals;
		queue: JobQueue;
	},
): void {
	let count = 0;
	/** A kind of job of its own for each test, in an organisation of its own. */
	async function kindOf() {
		const { database, queue } = opened();
		const name = `test-${++count}`;
		const organisationId = await insertOrganisation(database);
		const write = (
			payload: string,
			given: { subject?: string; key?: string; of?: OrganisationId } = {},
		) =>
			database.transact(async (tx) =>
				queue.write(tx, {
					organisationId: given.of ?? organisationId,
					id: newId("job"),
					name,
					subject: given.subject ?? payload,
					idempotencyKey: given.key ?? payload,
					payload,
				}),
			);
		const states = async () => {
			const { rows } = await sql<{ payload: string; state: string }>`
				select payload, state from jobs where name = ${name} order by position
			`.execute(database.on());
			return rows.map((row) => `${row.payload} ${row.state}`);
		};
		function work(
			run: Run,
			given: Partial<JobWorkerSettings> = {},
			through: Partial<JobQueue> = {},
		) {
			const ended: string[] = [];
			const worker = new JobWorker({
				queue: { ...queue, ...through },
				handlers: [{ name, run }],
				signals: createSignals(opened().signals, writtenJobs),
				clock: systemClock,
				log: silentLog,
				meter: { ended: (_, outcome) => ended.push(outcome) },
				settings: { ...defaultJobWorkerSettings, ...given },
			});
			return { ended, stop: () => worker.stop() };
		}
		return { name, organisationId, write, states, work };
	}

	describe("a durable job", () => {
		test("is run when its transaction has committed, once for each key", async () => {
			const { write, states, work, organisationId } = await kindOf();
			const { database, queue } = opened();
			const ran: string[] = [];
			const worker = work(async (payload) => void ran.push(payload));
			await assert.rejects(
				database.transact(async (tx) => {
					const job = { organisationId, id: newId("job"), name: "x" };
					queue.write(tx, {
						...job,
						subject: "s",
						idempotencyKey: "k",
						payload: "never",
					});
					throw new Error("rolled back");
				}),
				/rolled back/,
			);
			await write("a", { key: "same" });
			await until(() => ran.length === 1);
			await write("again", { key: "same" });
			await write("b");
			await until(() => ran.length === 2);
			await worker.stop();
			assert.deepEqual(ran, ["a", "b"]);
			assert.deepEqual(await states(), ["a done", "b done"]);
			assert.deepEqual(worker.ended, ["succeeded", "succeeded"]);
		});

		test("waits for those of its subject, and for nobody else's", async () => {
			const { write, work } = await kindOf();
			const other = await insertOrganisation(opened().database);
			const first = Promise.withResolvers<void>();
			const ran: string[] = [];
			const run: Run = async (payload) => {
				if (payload === "one") await first.promise;
				ran.push(payload);
			};
			for (const payload of ["one", "two", "three"])
				await write(payload, { subject: "s" });
			await write("other subject");
			await write("other organisation", { subject: "s", of: other });
			const workers = [work(run), work(run)];
			await until(() => ran.length === 2);
			assert.deepEqual(ran.toSorted(), ["other organisation", "other subject"]);
			first.resolve();
			await until(() => ran.length === 5);
			assert.deepEqual(ran.slice(2), ["one", "two", "three"]);
			await Promise.all(workers.map((one) => one.stop()));
		});

		test("is not due while an earlier one of its subject waits to be tried again", async () => {
			const { name, write } = await kindOf();
			const { queue } = opened();
			await write("first", { subject: "s" });
			const [first] = await queue.claim([name], 1, 60);
			assert.ok(first);
			await queue.postpone(first, "it is broken", 600_000);
			await write("second", { subject: "s" });
			const dueMs = await queue.nextDueMs([name]);
			assert.ok(dueMs !== undefined && dueMs > 300_000, `${dueMs} ms`);
		});

		test("is run by one worker of many, and at most so many at a time", async () => {
			const { write, work } = await kindOf();
			const ran: string[] = [];
			let running = 0;
			let most = 0;
			const run: Run = async (payload) => {
				running += 1;
				most = Math.max(most, running);
				await new Promise((resolve) => setImmediate(resolve));
				running -= 1;
				ran.push(payload);
			};
			const workers = [1, 2, 3].map(() => work(run, { parallel: 2 }));
			await Promise.all(Array.from({ length: 60 }, (_, n) => write(`${n}`)));
			await until(() => ran.length >= 60);
			await Promise.all(workers.map((one) => one.stop()));
			assert.equal(new Set(ran).size, 60);
			assert.equal(ran.length, 60);
			assert.ok(most <= 6, `${most} ran at once`);
		});

		test("is not kept waiting by jobs of another organisation that hang", async () => {
			const { write, work, states } = await kindOf();
			const other = await insertOrganisation(opened().database);
			const hung = Promise.withResolvers<void>();
			const ran: string[] = [];
			const run: Run = async (payload) => {
				ran.push(payload);
				if (payload.startsWith("hangs")) await hung.promise;
			};
			for (let n = 0; n < 8; n++) await write(`hangs ${n}`);
			const worker = work(run, { parallel: 4 });
			await until(() => ran.length === 2);
			for (const payload of ["a", "b", "c"])
				await write(payload, { of: other });
			await until(() => ran.length === 5);
			assert.deepEqual(ran.slice(2).toSorted(), ["a", "b", "c"]);
			hung.resolve();
			await until(() => ran.length === 11);
			await until(async () =>
				(await states()).every((state) => state.endsWith(" done")),
			);
			await worker.stop();
		});

		test("is tried again, later each time, and given up in the end; it can be retried", async () => {
			const { write, states, work, organisationId } = await kindOf();
			const { queue, database } = opened();
			let isBroken = true;
			const ran: string[] = [];
			const run: Run = async (payload) => {
				ran.push(payload);
				if (isBroken && payload === "bad") throw new Error("it is broken");
			};
			const worker = work(run, { maxAttempts: 3, firstRetryMs: 20 });
			await write("bad", { subject: "s" });
			await write("good", { subject: "s" });
			await until(() => ran.includes("good"));
			assert.deepEqual(ran, ["bad", "bad", "bad", "good"]);
			assert.deepEqual(worker.ended.slice(0, 3), ["failed", "failed", "dead"]);
			const [dead, ...more] = await queue.listDead(organisationId, {
				limit: 10,
			});
			assert.ok(dead);
			assert.equal(more.length, 0);
			assert.deepEqual([dead.subject, dead.attempts], ["s", 3]);
			assert.match(dead.error, /it is broken/);
			const stranger = await insertOrganisation(database);
			const retry = (of: OrganisationId) =>
				database.transact((tx) => queue.retry(tx, of, dead.id));
			assert.deepEqual(await queue.listDead(stranger, { limit: 10 }), []);
			assert.equal(await retry(stranger), undefined);
			const before = { limit: 10, beforeId: dead.id };
			assert.deepEqual(await queue.listDead(organisationId, before), []);
			const { dead: deadBefore } = await queue.count();
			isBroken = false;
			assert.deepEqual(await retry(organisationId), dead);
			assert.equal((await queue.count()).dead, deadBefore - 1);
			await until(() => ran.length === 5);
			await worker.stop();
			assert.equal(await retry(organisationId), undefined);
			assert.deepEqual(await states(), ["bad done", "good done"]);
			assert.deepEqual(await queue.listDead(organisationId, { limit: 10 }), []);
		});

		test("whose worker died is taken over when its claim ends, and what the dead one says late changes nothing", async () => {
			const { name, write, states, work } = await kindOf();
			const { queue } = opened();
			await write("a");
			const [late] = await queue.claim([name], 1, 0.2);
			assert.ok(late, "claimed by a process that then dies");
			const hung = Promise.withResolvers<void>();
			const ran: string[] = [];
			const worker = work(async (payload) => {
				ran.push(payload);
				await hung.promise;
			});
			await until(() => ran.length === 1);
			await queue.complete(late);
			await queue.bury(late, "late");
			await queue.release(late);
			assert.equal((await queue.renew([late], 60)).size, 0);
			assert.deepEqual(await states(), ["a waiting"]);
			hung.resolve();
			await until(async () => (await states())[0] === "a done");
			await worker.stop();
		});

		test("keeps its claim while it runs, and is told when it lost it", async () => {
			const { name, write, work } = await kindOf();
			const { queue, database } = opened();
			await write("a");
			const begun = Promise.withResolvers<AbortSignal>();
			const worker = work(
				async (_, signal) => {
					begun.resolve(signal);
					await new Promise((_, reject) => {
						signal.addEventListener("abort", () => reject(signal.reason));
					});
				},
				{ claimSeconds: 0.3 },
			);
			const signal = await begun.promise;
			const claimedUntil = async () => {
				const { rows } = await sql<{ at: Date }>`
					select claimed_until as at from jobs where name = ${name}
				`.execute(database.on());
				return rows[0]?.at.getTime() ?? 0;
			};
			const before = await claimedUntil();
			await until(async () => (await claimedUntil()) > before);
			assert.equal(signal.aborted, false);
			await sql`update jobs set claim = claim + 1, claimed_until = now() + interval '1 hour' where name = ${name}`.execute(
				database.on(),
			);
			await until(() => signal.aborted);
			assert.match(String(signal.reason), /claim of this job was lost/);
			await worker.stop();
			assert.equal((await queue.claim([name], 1, 1)).length, 0);
		});

		test("is not begun again where it still runs, although its claim ended", async () => {
			const { name, write, states, work } = await kindOf();
			const { database } = opened();
			const hung = Promise.withResolvers<void>();
			const told = Promise.withResolvers<void>();
			const ran: string[] = [];
			const run: Run = async (payload, signal) => {
				ran.push(payload);
				if (payload !== "deaf") return;
				signal.addEventListener("abort", () => told.resolve());
				await hung.promise;
			};
			const cutOff = async () => {
				throw new Error("the database cannot be reached");
			};
			const settings = { claimSeconds: 0.3 };
			const worker = work(run, settings, { renew: cutOff });
			await write("deaf");
			await told.promise;
			await sql`
				update jobs set claimed_until = now() - interval '1 second' where name = ${name}
			`.execute(database.on());
			await write("other");
			await until(() => ran.includes("other"));
			hung.resolve();
			await until(async () => (await states())[0] === "deaf done");
			await worker.stop();
			assert.deepEqual(ran, ["deaf", "other"]);
			const { rows } = await sql<{ attempts: number }>`
				select attempts from jobs where name = ${name}
			`.execute(database.on());
			assert.deepEqual(rows, [{ attempts: 1 }, { attempts: 1 }]);
		});

		test("is given back when its process is stopped in order", async () => {
			const { write, work } = await kindOf();
			await write("a");
			const begun = Promise.withResolvers<void>();
			const stopping = work(async (_, signal) => {
				begun.resolve();
				await new Promise((_, reject) => {
					signal.addEventListener("abort", () => reject(signal.reason));
				});
			});
			await begun.promise;
			const ran: string[] = [];
			const next = work(async (payload) => void ran.push(payload));
			await stopping.stop();
			await until(() => ran.length === 1);
			await next.stop();
			assert.deepEqual(stopping.ended, [], "it counts as no attempt");
		});

		test("that is done is forgotten after a while", async () => {
			const { write, states, work } = await kindOf();
			const { queue } = opened();
			const worker = work(async () => {});
			await write("a");
			await until(async () => (await states())[0] === "a done");
			await queue.sweepDone(3600);
			assert.deepEqual(await states(), ["a done"]);
			await queue.sweepDone(0);
			assert.deepEqual(await states(), []);
			await worker.stop();
		});
	});
}
