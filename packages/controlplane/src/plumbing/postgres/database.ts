import type {
	Log,
	PartHealth,
	Transact,
	Transaction,
} from "@quarterdeck/runtime";
import {
	Kysely,
	PostgresDialect,
	Transaction as SqlTransaction,
	sql,
} from "kysely";
import pg from "pg";
import { columnTypes } from "./column-types.ts";
import { asDatabaseError, isWorthRepeating } from "./database-error.ts";
import { kyselyPool } from "./kysely-pool.ts";

export interface DatabaseOptions {
	/** `postgres://…`, or with `?host=/directory` over a unix socket. */
	readonly url: string;
	readonly log: Log;
	/** Connections at most; 10 unless told. */
	readonly connections?: number;
	/** A statement that takes longer is cancelled; 15 s unless told. */
	readonly statementTimeoutMs?: number;
}

/** A pool of connections. Every failure it raises is an AppError DATABASE_UNAVAILABLE or a programming error. */
export interface Database {
	/** Runs work in one transaction (read committed); it is repeated whole when the database asks for that, so it must be repeatable. */
	readonly transact: Transact;
	/** For adapters: the connection of a transaction, or of the pool when there is none. */
	on(tx?: Transaction): Kysely<unknown>;
	check(): Promise<PartHealth>;
	stop(): Promise<void>;
}

/** How often one piece of work is tried when other transactions are in its way. */
const attempts = 8;

/** Opens a pool; connections are made when they are first needed. */
export function createDatabase(options: DatabaseOptions): Database {
	const pool = new pg.Pool({
		connectionString: options.url,
		max: options.connections ?? 10,
		connectionTimeoutMillis: 5000,
		idleTimeoutMillis: 60_000,
		statement_timeout: options.statementTimeoutMs ?? 15_000,
		idle_in_transaction_session_timeout: 30_000,
		application_name: "quarterdeck",
		types: columnTypes,
	});
	// Without listeners the loss of a connection ends the process, of one in use as well as of an idle one.
	const onLoss = (error: Error) =>
		options.log.warn("a database connection was lost", { error });
	pool.on("error", onLoss);
	pool.on("connect", (client) => client.on("error", onLoss));
	const kysely = new Kysely<unknown>({
		dialect: new PostgresDialect({ pool: kyselyPool(pool) }),
	});
	return {
		transact: (work) => transactOn(kysely, work),
		on: (tx) => (tx ? sqlOf(tx) : kysely),
		check: () => check(kysely),
		stop: () => kysely.destroy(),
	};
}

/** The connection behind a transaction of `transact`; for adapters. @throws TypeError for another's. */
export function sqlOf(tx: Transaction): Kysely<unknown> {
	const inner: unknown = tx;
	if (!(inner instanceof SqlTransaction))
		throw new TypeError("this transaction is not one of the database's");
	return inner as unknown as Kysely<unknown>;
}

async function transactOn<T>(
	kysely: Kysely<unknown>,
	work: (tx: Transaction) => Promise<T>,
): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await kysely
				.transaction()
				.execute((tx) => work(tx as unknown as Transaction));
		} catch (error) {
			if (attempt >= attempts || !isWorthRepeating(error))
				throw asDatabaseError(error);
			await backOff(attempt);
		}
	}
}

/** A few random milliseconds, so that two that met do not meet again. */
function backOff(attempt: number): Promise<void> {
	return new Promise((resolve) =>
		setTimeout(resolve, Math.random() * 5 * 2 ** attempt),
	);
}

async function check(kysely: Kysely<unknown>): Promise<PartHealth> {
	try {
		const { rows } = await sql<{ version: string }>`
			select current_setting('server_version') as version
		`.execute(kysely);
		return { ok: true, note: `PostgreSQL ${rows[0]?.version ?? ""}` };
	} catch (error) {
		return { ok: false, problem: asDatabaseError(error).message };
	}
}
