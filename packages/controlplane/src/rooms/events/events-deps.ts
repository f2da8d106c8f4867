import type { Clock, Outbox, Transact } from "@quarterdeck/runtime";
import type { EventStore } from "./event-store.ts";
import type { EventsMeter } from "./events-meter.ts";

export interface EventsSettings {
	/** Of one agent, in all its epochs. */
	readonly maxKept: number;
	/** Of one agent, in all its epochs: their facts as JSON. */
	readonly maxKeptBytes: number;
	readonly keepSeconds: number;
	/** Of one agent. */
	readonly maxEpochs: number;
	/** How long an epoch was not used that is forgotten for a newer one. */
	readonly restSeconds: number;
	/** How long an epoch was not used that is forgotten in any case. */
	readonly forgetSeconds: number;
}

export interface EventsDeps {
	readonly eventStore: EventStore;
	readonly outbox: Outbox;
	readonly transact: Transact;
	readonly clock: Clock;
	readonly meter: EventsMeter;
	readonly settings: EventsSettings;
}

export const defaultEventsSettings: EventsSettings = {
	maxKept: 500_000,
	maxKeptBytes: 512 * 1024 * 1024,
	keepSeconds: 86_400,
	maxEpochs: 32,
	restSeconds: 3600,
	forgetSeconds: 30 * 86_400,
};
