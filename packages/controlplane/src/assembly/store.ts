import {
	type ChangeSignals,
	createDatabase,
	type Database,
	holdProcessLease,
	migrate,
	openChangeSignals,
} from "../plumbing/postgres/index.ts";
import type { Settings } from "../settings.ts";
import type { ProcessParts } from "./process-parts.ts";

export interface Store {
	readonly database: Database;
	readonly signals: ChangeSignals;
}

/** PostgreSQL: migrated, connected, heard, and told that this process lives. */
export async function openStore(
	{ processId, life, log, clock, health }: ProcessParts,
	{ databaseUrl: url }: Pick<Settings, "databaseUrl">,
): Promise<Store> {
	for (const name of (await migrate(url)).applied)
		log.info("the database was migrated", { name });
	const database = await life.start("database", () =>
		createDatabase({ url, log }),
	);
	health.part("database", () => database.check());
	const signals = await life.start("signals", () =>
		openChangeSignals({ url, log, clock }),
	);
	await life.start("process lease", () =>
		holdProcessLease({ url, processId, log, clock }),
	);
	return { database, signals };
}
