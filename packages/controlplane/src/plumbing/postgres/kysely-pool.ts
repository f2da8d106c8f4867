import type {
	PostgresPool,
	PostgresPoolClient,
	PostgresQueryResult,
} from "kysely";
import type pg from "pg";
import { asDatabaseError, isWorthRepeating } from "./database-error.ts";
import { storable } from "./storable.ts";

/**
 * The pool as Kysely is handed it. Two things are done for every statement, so that no adapter has to think of them: what the way
 * to the database causes becomes DATABASE_UNAVAILABLE, and text is made storable: PostgreSQL holds neither NUL nor lone surrogates,
 * so they become U+FFFD, and a search for them finds nothing instead of failing.
 */
export function kyselyPool(pool: pg.Pool): PostgresPool {
	const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
	return {
		options: pool.options,
		// The pool is ended by who made it: this end is not told when no statement was ever run.
		end: async () => {},
		async connect() {
			const client = await pool.connect().catch((error) => {
				throw asDatabaseError(error);
			});
			const known = wrapped.get(client) ?? wrap(client);
			wrapped.set(client, known);
			return known;
		},
	};
}

function wrap(client: pg.PoolClient): PostgresPoolClient {
	async function query(
		text: string,
		parameters: readonly unknown[],
	): Promise<PostgresQueryResult<unknown>> {
		try {
			const result = await client.query(text, parameters.map(storable));
			return result as unknown as PostgresQueryResult<unknown>;
		} catch (error) {
			throw isWorthRepeating(error) ? error : asDatabaseError(error);
		}
	}
	return {
		query: query as PostgresPoolClient["query"],
		release: (destroy) => client.release(destroy),
	};
}
