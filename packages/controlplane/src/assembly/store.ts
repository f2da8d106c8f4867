import type { Leases, Outbox } from "@quarterdeck/runtime";
import { createJobQueue, type JobQueue } from "../plumbing/jobs/index.ts";
import { createOutbox } from "../plumbing/outbox/index.ts";
import {
	type ChangeSignals,
	createDatabase,
	createLeases,
	type Database,
	keepProcessLease,
	migrate,
	openChangeSignals,
} from "../plumbing/postgres/index.ts";
import type { Settings } from "../settings.ts";
import { factRoutes } from "./fact-routes.ts";
import type { ProcessParts } from "./process-parts.ts";

export interface Store {
	readonly database: Database;
	readonly signals: ChangeSignals;
	readonly leases: Leases;
	readonly jobQueue: JobQueue;
	readonly outbox: Outbox;
}

/** PostgreSQL: migrated, connected, heard, and told that this process lives. */
export async function openStore(
	{ processId, life, log, clock, newId, health }: ProcessParts,
	{ databaseUrl: url }: Pick<Settings, "databaseUrl">,
): Promise<Store> {
	for (const name of (await migrate(url)).applied)
		log.info("the database was migrated", { name });
	const database = await life.start("database", () =>
		createDatabase({ url, log, clock }),
	);
	health.part("database", () => database.check());
	const signals = await life.start("signals", () =>
		openChangeSignals({ url, log, clock }),
	);
	await life.start("process lease", () =>
		keepProcessLease({ url, processId, log, clock }),
	);
	const leases = createLeases({ url, database, processId, log, clock });
	const jobQueue = createJobQueue(database);
	const outbox = createOutbox({ queue: jobQueue, newId, routes: factRoutes });
	return { database, signals, leases, jobQueue, outbox };
}
