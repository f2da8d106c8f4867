import type { Leases, Outbox } from "@quarterdeck/runtime";
import { createJobQueue, type JobQueue } from "../plumbing/jobs/index.ts";
import { createOutbox } from "../plumbing/outbox/index.ts";
import {
	type ChangeSignals,
	createDatabase,
	createDatabaseClock,
	createDatabaseProbe,
	createLeases,
	type Database,
	type DatabaseClock,
	grantRights,
	keepProcessLease,
	migrate,
	openChangeSignals,
} from "../plumbing/postgres/index.ts";
import type { Settings } from "../settings.ts";
import { factRoutes } from "./fact-routes.ts";
import type { ProcessParts } from "./process-parts.ts";

export interface Store {
	readonly database: Database;
	/** By which everything is decided from now on. */
	readonly clock: DatabaseClock;
	readonly signals: ChangeSignals;
	readonly leases: Leases;
	readonly jobQueue: JobQueue;
	readonly outbox: Outbox;
}

/** PostgreSQL: migrated, its rights granted, connected, heard, and told that this process lives. */
export async function openStore(
	{ processId, life, log, clock, newId, health, jobs }: ProcessParts,
	{
		databaseUrl: url,
		databaseOwnerUrl: ownerUrl = url,
	}: Pick<Settings, "databaseUrl" | "databaseOwnerUrl">,
): Promise<Store> {
	for (const name of (await migrate(ownerUrl)).applied)
		log.info("the database was migrated", { name });
	await grantRights({ ownerUrl, url });
	const database = await life.start("database", () =>
		createDatabase({ url, log, clock }),
	);
	health.part("database", createDatabaseProbe({ database, clock }));
	const databaseClock = await createDatabaseClock({ database, clock });
	jobs.start(databaseClock.job);
	health.part("clock", () => databaseClock.health());
	const signals = await life.start("signals", () =>
		openChangeSignals({ url, log, clock }),
	);
	await life.start("process lease", () =>
		keepProcessLease({ url, processId, log, clock }),
	);
	const leases = createLeases({ url, database, processId, log, clock });
	const jobQueue = createJobQueue(database);
	const outbox = createOutbox({ queue: jobQueue, newId, routes: factRoutes });
	return {
		database,
		clock: databaseClock,
		signals,
		leases,
		jobQueue,
		outbox,
	};
}
