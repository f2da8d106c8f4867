import {
	provideDebianPostgres,
	type RunningPostgres,
	startEmbeddedPostgres,
	startPostgresServer,
} from "@quarterdeck/up/servers";
import { atExit, endProcessSync } from "./at-exit.ts";
import { tempDir } from "./temp-dir.ts";
import { sayProgress, testEnvironment } from "./test-environment.ts";

/** `embedded` is the one the product brings, `debian` the one Debian ships. */
export type PostgresKind = "embedded" | "debian";

const started: Partial<Record<PostgresKind, Promise<string>>> = {};

/**
 * URL of a running PostgreSQL, as its superuser. The test run's when there is one; else one is started for this
 * process, which ends with it. Make databases in it by freshDatabase rather than using the one it names.
 */
export function testPostgres(kind: PostgresKind = "embedded"): Promise<string> {
	const environment = testEnvironment();
	const provided =
		kind === "embedded"
			? environment.embeddedPostgres
			: environment.debianPostgres;
	started[kind] ??= provided
		? Promise.resolve(provided)
		: startOwn(kind).then(({ url }) => url);
	return started[kind];
}

async function startOwn(kind: PostgresKind): Promise<RunningPostgres> {
	const server = await startThrowawayPostgres(kind, tempDir());
	server.unref();
	atExit(() => endProcessSync(server.pid, "SIGQUIT"));
	return server;
}

/** Starts a PostgreSQL that promises nothing about power cuts, for a whole test run or one file. */
export async function startThrowawayPostgres(
	kind: PostgresKind,
	dataDir: string,
): Promise<RunningPostgres> {
	const { cacheDir } = testEnvironment();
	const settings = {
		dataDir,
		durable: false,
		maxConnections: 200,
		say: () => {},
	};
	if (kind === "embedded")
		return startEmbeddedPostgres({ ...settings, cacheDir });
	const binaries = await provideDebianPostgres({ cacheDir, say: sayProgress });
	return startPostgresServer({ ...settings, binaries });
}
