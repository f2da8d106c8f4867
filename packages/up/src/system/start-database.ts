import { keepRunning } from "../processes/keep-running.ts";
import {
	type RunningPostgres,
	startEmbeddedPostgres,
} from "../servers/index.ts";
import type { LaunchContext, Started } from "./launch-context.ts";

/** How the control plane reaches its database. */
export interface DatabaseUrls {
	readonly url: string;
	/** As the owner of the tables; absent where `url` is used for everything. */
	readonly ownerUrl?: string | undefined;
}

/** The database of DATABASE_URL, or the embedded PostgreSQL on data of its own, kept running. */
export async function startDatabase({
	options,
	machine,
	installation,
	cacheDir,
	say,
	stopwatch,
}: LaunchContext): Promise<Started<DatabaseUrls>> {
	const given = machine.environment.DATABASE_URL;
	if (given) {
		const ownerUrl = machine.environment.QD_DATABASE_OWNER_URL;
		return { value: { url: given, ownerUrl }, async stop() {} };
	}
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
	const { applicationUrl: url, ownerUrl } = kept.current();
	return { value: { url, ownerUrl }, stop: kept.stop };
}

function socketDirOf(url: string): string {
	return new URL(url).searchParams.get("host") ?? "";
}
