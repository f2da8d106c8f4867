import type { Duplex } from "node:stream";
import type { Transaction } from "@quarterdeck/runtime";
import {
	type DatabaseConnection,
	DummyDriver,
	Kysely,
	PostgresAdapter,
	PostgresIntrospector,
	PostgresQueryCompiler,
	type RawBuilder,
} from "kysely";
import type pg from "pg";
import { asDatabaseError, isWorthRepeating } from "./database-error.ts";
import { storable } from "./storable.ts";

/*
 * Connections are pipelined: statements that are sent without waiting for one another travel together and are answered in order. So a
 * transaction costs as many round trips as it has results that are needed on the way:
 *
 *   begin, select … for update  ──►  (what to write is decided)  ──►  insert, insert, commit
 */

interface Open {
	readonly client: pg.PoolClient;
	/** Made when an adapter asks for it. */
	kysely: Kysely<unknown> | undefined;
	/** Undefined once the server has said that the transaction has begun. */
	beginning: Promise<unknown> | undefined;
	/** Whether a change waits for the beginning, and everything behind it with it. */
	isWaiting: boolean;
	/** Statements whose outcome is asked for at the end. */
	readonly behind: Promise<unknown>[];
	/** What to do once the transaction is kept. */
	readonly afterCommit: (() => void)[];
}

const open = new WeakMap<Transaction, Open>();

/** The connection behind a transaction of `transact`; for adapters. @throws TypeError for another's, and for one that has ended. */
export function sqlOf(tx: Transaction): Kysely<unknown> {
	const opened = openOf(tx);
	opened.kysely ??= kyselyOver({
		async executeQuery({ sql, parameters }) {
			const { rows } = await query(opened, sql, parameters);
			return { rows };
		},
		// biome-ignore lint/correctness/useYield: there is nothing to yield
		async *streamQuery() {
			throw new TypeError("results are not streamed in a transaction");
		},
	});
	return opened.kysely;
}

/** A statement that is planned once for each connection: for those that every command waits for. */
export interface Prepared {
	/** Stands for one text, always the same. */
	readonly name: string;
}

/**
 * Sends a statement at once, behind those sent before it, and answers its rows. What is sent before this is awaited travels with it.
 * @throws as `Database` says; TypeError as `sqlOf` does.
 */
export async function send<T>(
	tx: Transaction,
	statement: RawBuilder<T>,
	prepared?: Prepared,
): Promise<readonly T[]> {
	const opened = openOf(tx);
	const { sql, parameters } = statement.compile(compiler);
	const { rows } = await query(opened, sql, parameters, prepared);
	return rows as T[];
}

/**
 * Sends a statement whose outcome nobody waits for before the end of the transaction: it travels with what follows, with the commit if
 * nothing does. When it fails, so does the whole transaction, with its error.
 */
export function sendBehind(
	tx: Transaction,
	statement: RawBuilder<unknown>,
	prepared?: Prepared,
): void {
	const sent = send(tx, statement, prepared);
	// Asked for at the end of the transaction.
	sent.catch(() => {});
	openOf(tx).behind.push(sent);
}

/**
 * Acts once the transaction is committed, before `transact` returns, in the order of the calls; never when it is undone, nor for an
 * attempt that is repeated. `act` must not throw: the change is kept already.
 * @throws TypeError as `sqlOf` does.
 */
export function afterCommit(tx: Transaction, act: () => void): void {
	openOf(tx).afterCommit.push(act);
}

/** Runs work in one transaction, once. @throws what the work or the database threw; all of it is undone then. */
export async function transactOnce<T>(
	pool: pg.Pool,
	work: (tx: Transaction) => Promise<T>,
): Promise<T> {
	const opened = begin(await pool.connect());
	const result = await finish(opened, work);
	for (const act of opened.afterCommit) act();
	return result;
}

async function finish<T>(
	opened: Open,
	work: (tx: Transaction) => Promise<T>,
): Promise<T> {
	const tx = {} as Transaction;
	open.set(tx, opened);
	let isBroken = false;
	try {
		const result = await work(tx);
		await commit(opened);
		return result;
	} catch (error) {
		const first = await firstError(opened, error);
		await opened.client.query("rollback").catch(() => {
			isBroken = true;
		});
		throw first;
	} finally {
		open.delete(tx);
		opened.client.release(isBroken);
	}
}

function begin(client: pg.PoolClient): Open {
	gather(client);
	const beginning = client.query("begin").then(() => {
		opened.beginning = undefined;
	});
	// Asked for with the first statement, and at the end.
	beginning.catch(() => {});
	const opened: Open = {
		client,
		kysely: undefined,
		beginning,
		isWaiting: false,
		behind: [],
		afterCommit: [],
	};
	return opened;
}

async function commit(opened: Open): Promise<void> {
	await opened.beginning;
	gather(opened.client);
	const committing = opened.client.query("commit");
	// If a statement failed, its error says more than that of the commit behind it.
	committing.catch(() => {});
	await Promise.all(opened.behind);
	const { command } = await committing;
	if (command !== "COMMIT")
		throw new Error("the database undid a transaction instead of keeping it");
}

/** What failed first is the cause; what came behind it was only told that the transaction is broken. */
async function firstError(opened: Open, thrown: unknown): Promise<unknown> {
	const outcomes = await Promise.allSettled([
		opened.beginning,
		...opened.behind,
	]);
	const first = outcomes.find((outcome) => outcome.status === "rejected");
	return first ? first.reason : thrown;
}

function openOf(tx: Transaction): Open {
	const found = open.get(tx);
	if (found) return found;
	throw new TypeError("this transaction is not one of the database's");
}

/** What only reads may travel with the beginning; a change must not, for it would stand alone if the beginning failed. */
async function query(
	opened: Open,
	text: string,
	parameters: readonly unknown[],
	prepared?: Prepared,
): Promise<pg.QueryResult> {
	const { beginning } = opened;
	opened.isWaiting ||= !/^\s*select\s/.test(text);
	if (beginning && opened.isWaiting) await beginning;
	const asked = ask(opened.client, text, parameters, prepared);
	if (!beginning) return asked;
	const [result] = await Promise.all([asked, beginning]);
	return result;
}

/** One statement, its failure in our words. */
async function ask(
	client: pg.PoolClient,
	text: string,
	parameters: readonly unknown[],
	prepared?: Prepared,
): Promise<pg.QueryResult> {
	gather(client);
	try {
		return await client.query({
			text,
			values: parameters.map(storable),
			...prepared,
		});
	} catch (error) {
		throw isWorthRepeating(error) ? error : asDatabaseError(error);
	}
}

/** What is sent in one turn of the loop leaves in one write: each write of its own costs as much as a small statement. */
function gather(client: pg.PoolClient): void {
	const { connection } = client as { connection?: { stream?: Duplex } };
	const stream = connection?.stream;
	if (!stream) return;
	stream.cork();
	process.nextTick(() => stream.uncork());
}

/** Says statements without running them. */
const compiler = kyselyOver(undefined);

function kyselyOver(
	connection: DatabaseConnection | undefined,
): Kysely<unknown> {
	return new Kysely<unknown>({
		dialect: {
			createAdapter: () => new PostgresAdapter(),
			createQueryCompiler: () => new PostgresQueryCompiler(),
			createIntrospector: (kysely) => new PostgresIntrospector(kysely),
			createDriver: () =>
				Object.assign(new DummyDriver(), {
					...(connection ? { acquireConnection: async () => connection } : {}),
				}),
		},
	});
}
