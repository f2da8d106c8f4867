import {
	type Clock,
	createNewId,
	type Job,
	type JobRunner,
	type Log,
	type Metrics,
} from "@quarterdeck/runtime";
import { type AgentLink, createEventSender } from "@quarterdeck/wire";
import { createSendEventsJob } from "../flows/send-events.job.ts";
import type { Spool } from "../rooms/spool/index.ts";
import { openSpool } from "../rooms/spool/spool.wiring.ts";
import type { Settings } from "../settings.ts";

/** Seconds of events that a loss of power may cost. */
const syncAfterSeconds = 1;

/** Events on their way to the control plane. */
export interface OutgoingEvents {
	/** As the spool's. */
	readonly put: Spool["put"];
	/** Sends over this connection; only for an agent that leads. */
	sendOver(link: Pick<AgentLink, "ask" | "onState" | "state">): Job;
}

/** Opens the spool, whose figures show in the metrics from now on. @throws Error as `openSpool`. */
export function openEvents(given: {
	readonly settings: Pick<Settings, "spoolBytes" | "spoolEvents" | "stateDir">;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: Metrics;
	readonly jobs: JobRunner;
}): OutgoingEvents {
	const { settings, clock, metrics, jobs } = given;
	const log = given.log.child({ room: "spool" });
	const spool = openSpool({
		stateDir: settings.stateDir,
		bounds: { bytes: settings.spoolBytes, events: settings.spoolEvents },
		newId: createNewId(clock),
		log,
	});
	showFigures(metrics, spool);
	jobs.start({
		name: "sync-spool",
		description: "Puts events that wait on the disk.",
		when: (wake) => spool.onPut(wake),
		gatherSeconds: syncAfterSeconds,
		run: () => spool.sync(),
	});
	return {
		put: (event) => spool.put(event),
		sendOver(link) {
			const sender = createEventSender({ link, clock });
			return createSendEventsJob({
				spool,
				log,
				receiver: {
					isConnected: () => link.state.state === "connected",
					onConnected: (listener) =>
						link.onState(({ state }) => {
							if (state === "connected") listener();
						}),
					send: (batch, signal) => sender.send(batch, signal),
				},
			});
		},
	};
}

function showFigures(metrics: Metrics, spool: Spool): void {
	metrics.gauge(
		"events_waiting",
		"Events that the control plane has not acknowledged.",
		[],
		() => spool.events,
	);
	metrics.gauge(
		"events_waiting_bytes",
		"Bytes of the events that the control plane has not acknowledged.",
		[],
		() => spool.bytes,
	);
	metrics.gauge(
		"events_dropped",
		"Events of the current epoch that were dropped, because the spool was full or damaged.",
		[],
		() => spool.dropped,
	);
}
