import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import {
	type SignalChannel,
	type Signals,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import { createFakeSignals } from "@quarterdeck/runtime/fakes";
import { eachPostgres, until } from "@quarterdeck/testkit";
import { sql } from "kysely";
import { z } from "zod";
import {
	type ChangeSignals,
	createSignals,
	openChangeSignals,
	signalling,
} from "./change-signals.ts";
import { createDatabase, type Database } from "./database.ts";
import { afterCommit, sqlOf } from "./transaction.ts";

const words = (name: string): SignalChannel<readonly string[]> => ({
	name,
	schema: z.array(z.string()),
});
const numbers = (name: string): SignalChannel<number> => ({
	name,
	schema: z.number(),
});

eachPostgres((postgres) => {
	let url: string;
	let database: Database;
	let here: ChangeSignals;
	let there: ChangeSignals;
	const open = () =>
		openChangeSignals({ url, log: silentLog, clock: systemClock });
	before(async () => {
		({ url } = await postgres.freshDatabase(async () => {}));
		database = createDatabase({ url, log: silentLog });
		[here, there] = [await open(), await open()];
	});
	after(() => Promise.all([here.stop(), there.stop(), database.stop()]));

	test("a signal is sent when its transaction commits", async () => {
		await keepsToTheTransaction(
			createSignals(here, words("commit")),
			database.transact,
		);
	});

	test("the fake sends it then as well", async () => {
		await keepsToTheTransaction(
			createFakeSignals<readonly string[]>(afterCommit),
			database.transact,
		);
	});

	test("every replica hears a signal, and a gap is told", async () => {
		const heard: unknown[] = [];
		const announcing = createSignals(here, words("gap"));
		const listening = createSignals(there, words("gap"));
		const stop = listening.follow((value) => heard.push(value));
		there.listen("other", (json) => json && heard.push("wrong"));
		const announce = (value: readonly string[]) =>
			database.transact((tx) => announcing.announce(tx, value));
		await announce(["é", "\u0000", "\u{1f6a2}"]);
		await announce([]);
		await until(() => heard.length === 2);
		assert.deepEqual(heard, [["é", "\u0000", "\u{1f6a2}"], []]);
		assert.equal(listening.isListening, true);
		await sql`
			select pg_terminate_backend(pid) from pg_stat_activity
			where application_name = 'quarterdeck-signals' and datname = current_database()
		`.execute(database.on());
		await until(() => heard.some((value) => value === undefined));
		await until(async () => {
			await announce(["again"]);
			return heard.length > 3;
		});
		assert.deepEqual(heard.at(-1), ["again"]);
		stop();
		// The tests below need connections that are there.
		await Promise.all([here.stop(), there.stop()]);
		[here, there] = [await open(), await open()];
	});

	test("a signal longer than a notification arrives whole, also beside another", async () => {
		const heard: unknown[] = [];
		const signals = createSignals(here, words("long"));
		const stop = signals.follow((value) => heard.push(value));
		const long = Array.from({ length: 3000 }, (_, n) => `word é ${n}`);
		const other = ["\u{1f6a2}".repeat(5000)];
		await database.transact(async (tx) => {
			await Promise.all([
				signals.announce(tx, long),
				signals.announce(tx, other),
			]);
		});
		await until(() => heard.length === 2);
		assert.ok(heard.some((value) => isDeepStrictEqual(value, long)));
		assert.ok(heard.some((value) => isDeepStrictEqual(value, other)));
		stop();
	});

	test("what cannot be read counts as missed", async () => {
		const heard: unknown[] = [];
		const stop = createSignals(there, numbers("unreadable")).follow((n) =>
			heard.push(n),
		);
		const announcing = createSignals(here, words("unreadable"));
		await database.transact((tx) => announcing.announce(tx, ["no number"]));
		await until(() => heard.length === 1);
		assert.deepEqual(heard, [undefined]);
		stop();
	});

	test("a statement carries a signal, and equal ones are heard once", async () => {
		const heard: unknown[] = [];
		const stop = createSignals(there, numbers("statement")).follow((n) =>
			heard.push(n),
		);
		const say = (n: number) =>
			sql`select ${signalling(numbers("statement"), n)}`;
		await database.transact(async (tx) => {
			for (const n of [1, 1, 2]) await say(n).execute(sqlOf(tx));
		});
		await until(() => heard.length === 2);
		assert.deepEqual(heard, [1, 2]);
		assert.throws(
			() => signalling(words("statement"), ["x".repeat(8000)]),
			RangeError,
		);
		stop();
	});
});

async function keepsToTheTransaction(
	signals: Signals<readonly string[]>,
	transact: Transact,
): Promise<void> {
	const heard: unknown[] = [];
	const stop = signals.follow((value) => heard.push(value));
	await transact(async (tx) => {
		await signals.announce(tx, ["first"]);
		assert.deepEqual(heard, [], "nothing is told before the commit");
	});
	await assert.rejects(
		transact(async (tx) => {
			await signals.announce(tx, ["never"]);
			throw new Error("rolled back");
		}),
	);
	await transact((tx) => signals.announce(tx, ["last"]));
	await until(() => heard.length === 2);
	assert.deepEqual(heard, [["first"], ["last"]]);
	stop();
	await transact((tx) => signals.announce(tx, ["unheard"]));
	assert.equal(heard.length, 2);
}
