import { readEnvironment } from "@quarterdeck/runtime";
import { embeddedPostgresBinaries } from "./embedded-postgres-binaries.ts";
import {
	type PostgresServerOptions,
	type RunningPostgres,
	startPostgresServer,
} from "./postgres-server.ts";
import { serverUser } from "./server-user.ts";

export interface EmbeddedPostgresOptions
	extends Omit<PostgresServerOptions, "binaries"> {
	/** Where the server's programs are copied when its user cannot reach the installed ones. */
	readonly cacheDir: string;
}

/**
 * Starts the PostgreSQL the product brings, on data of its own; see startPostgresServer for what it promises.
 * @throws SetupError saying what to do.
 */
export async function startEmbeddedPostgres(
	options: EmbeddedPostgresOptions,
): Promise<RunningPostgres> {
	const binaries = await embeddedPostgresBinaries({
		cacheDir: options.cacheDir,
		env: options.env ?? readEnvironment(),
		say: options.say,
		user: options.user ?? (await serverUser()),
	});
	return startPostgresServer({ ...options, binaries });
}
