import type { Clock, Metrics, Outbox } from "@quarterdeck/runtime";
import type { Database } from "../../plumbing/postgres/index.ts";
import { createPgEventStore } from "./event-store.pg.ts";
import type { Events } from "./events.ts";
import { defaultEventsSettings, type EventsSettings } from "./events-deps.ts";
import { createEventsMeter } from "./events-meter.ts";
import { receiveEvents } from "./receive-events.ts";
import { createSweepEventsJob } from "./sweep-events.job.ts";

/** The room over PostgreSQL. */
export function createEvents(given: {
	readonly database: Pick<Database, "on" | "transact">;
	readonly outbox: Outbox;
	readonly clock: Clock;
	readonly metrics: Metrics;
	readonly settings?: EventsSettings;
}): Events {
	const { outbox, clock } = given;
	const deps = {
		eventStore: createPgEventStore(given.database),
		transact: given.database.transact,
		outbox,
		clock,
		meter: createEventsMeter(given.metrics),
		settings: given.settings ?? defaultEventsSettings,
	};
	return {
		list: (from, wanted) => deps.eventStore.list(from, wanted),
		receive: (from, batch) => receiveEvents(deps, from, batch),
		sweep: createSweepEventsJob(deps),
	};
}
