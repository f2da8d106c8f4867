import { keepRunning } from "../processes/keep-running.ts";
import {
	type RunningPostgres,
	startEmbeddedPostgres,
} from "../servers/index.ts";
import type { LaunchContext, Started } from "./launch-context.ts";

/** The database of DATABASE_URL, or the embedded PostgreSQL on data of its own, kept running. */
export async function startDatabase({
	options,
	machine,
	installation,
	cacheDir,
	say,
	stopwatch,
}: LaunchContext): Promise<Started<string>> {
	const given = machine.environment.DATABASE_URL;
	if (given) return { value: given, async stop() {} };
	const kept = await keepRunning<RunningPostgres>({
		name: "database",
		say,
		start: (previous) =>
			startEmbeddedPostgres({
				dataDir: installation.database,
				durable: options.ephemeral !== true,
				cacheDir,
				say,
				...(previous ? { socketDir: socketDirOf(previous.url) } : {}),
			}),
	});
	stopwatch.lap("database");
	return { value: kept.current().url, stop: kept.stop };
}

function socketDirOf(url: string): string {
	return new URL(url).searchParams.get("host") ?? "";
}
