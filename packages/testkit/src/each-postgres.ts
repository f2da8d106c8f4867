import { describe } from "node:test";
import {
	type FreshDatabase,
	type FreshDatabaseOptions,
	freshDatabase,
} from "./fresh-database.ts";
import { type PostgresKind, testPostgres } from "./test-postgres.ts";

/** One of the servers a suite runs on. */
export interface TestedPostgres {
	readonly kind: PostgresKind;
	/** As shown in the names of the tests. */
	readonly name: string;
	/** URL of the server, as its superuser. */
	url(): Promise<string>;
	/** As freshDatabase, on this server. */
	freshDatabase(
		migrate?: (url: string) => Promise<void>,
		options?: Omit<FreshDatabaseOptions, "server">,
	): Promise<FreshDatabase>;
}

const names: Readonly<Record<PostgresKind, string>> = {
	embedded: "on the embedded PostgreSQL",
	debian: "on Debian's PostgreSQL",
};

/** Runs a suite on every PostgreSQL the product is proved on, each named. Declare its tests in `suite`. */
export function eachPostgres(suite: (pg: TestedPostgres) => void): void {
	for (const kind of ["embedded", "debian"] as const) {
		describe(names[kind], () => {
			suite({
				kind,
				name: names[kind],
				url: () => testPostgres(kind),
				freshDatabase: (migrate, options) =>
					freshDatabase(migrate, { ...options, server: kind }),
			});
		});
	}
}
