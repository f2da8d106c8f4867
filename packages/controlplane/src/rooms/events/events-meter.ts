import type { Metrics } from "@quarterdeck/runtime";

/** Counts what comes of batches. */
export interface EventsMeter {
	/** A batch was answered: events it added, and events the agent newly says it dropped. */
	received(added: number, dropped: number): void;
	/** A batch was refused because the agent has reached a bound. */
	refused(): void;
}

/** Registers the metrics, once in a process. */
export function createEventsMeter(metrics: Metrics): EventsMeter {
	const events = metrics.counter(
		"agent_events_total",
		"Events committed for agents.",
	);
	const dropped = metrics.counter(
		"agent_events_dropped_total",
		"Events that agents report to have dropped.",
	);
	const batches = metrics.counter(
		"agent_event_batches_total",
		"Batches of events, by what became of them: added, repeated or refused.",
		["outcome"],
	);
	return {
		received(count, lost) {
			batches.inc({ outcome: count > 0 ? "added" : "repeated" });
			events.inc(count);
			dropped.inc(lost);
		},
		refused: () => batches.inc({ outcome: "refused" }),
	};
}
