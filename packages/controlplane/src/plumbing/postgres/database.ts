import {
	type Clock,
	type Log,
	type PartHealth,
	pause,
	systemClock,
	type Transact,
	type Transaction,
} from "@quarterdeck/runtime";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { columnTypes } from "./column-types.ts";
import { asDatabaseError, isWorthRepeating } from "./database-error.ts";
import { kyselyPool } from "./kysely-pool.ts";
import { sqlOf, transactOnce } from "./transaction.ts";

export interface DatabaseOptions {
	/** `postgres://…`, or with `?host=/directory` over a unix socket. */
	readonly url: string;
	readonly log: Log;
	/** The machine's unless told. */
	readonly clock?: Clock;
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
		pipeline: true,
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
		transact: (work) => transactOn(pool, options.clock ?? systemClock, work),
		on: (tx) => (tx ? sqlOf(tx) : kysely),
		check: () => check(kysely),
		async stop() {
			await kysely.destroy();
			await pool.end();
		},
	};
}

async function transactOn<T>(
	pool: pg.Pool,
	clock: Clock,
	work: (tx: Transaction) => Promise<T>,
): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await transactOnce(pool, work);
		} catch (error) {
			if (attempt >= attempts || !isWorthRepeating(error))
				throw asDatabaseError(error);
			// A few random milliseconds, so that two that met do not meet again.
			await pause(clock, Math.random() * 5 * 2 ** attempt);
		}
	}
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
