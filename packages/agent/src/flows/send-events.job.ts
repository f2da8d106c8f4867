import {
	AppError,
	type EventBatch,
	type EventsCommitted,
} from "@quarterdeck/contract";
import type { Job, Log } from "@quarterdeck/runtime";
import type { Spool } from "../rooms/spool/index.ts";

/** Events in quick succession travel together. */
const gatherSeconds = 0.1;
const longestRetrySeconds = 10;

/** The control plane, as events are sent to it. */
export interface EventReceiver {
	isConnected(): boolean;
	/** Calls `listener` at each connection. @returns what stops it. */
	onConnected(listener: () => void): () => void;
	/** One batch at a time. @throws as the control plane refused it; when there was no reply, send the same batch again. */
	send(batch: EventBatch, signal: AbortSignal): Promise<EventsCommitted>;
}

/** Sends what waits in the spool, in order, one batch at a time, while there is a connection. */
export function createSendEventsJob(deps: {
	readonly spool: Pick<Spool, "take" | "acknowledge" | "discard" | "onPut">;
	readonly receiver: EventReceiver;
	readonly log: Log;
}): Job {
	const { spool, receiver, log } = deps;

	async function send(batch: EventBatch, signal: AbortSignal): Promise<void> {
		try {
			const { committed } = await receiver.send(batch, signal);
			spool.acknowledge(committed);
		} catch (error) {
			if (!isNeverTaken(error)) throw error;
			log.error("the control plane refuses a batch of events; it is dropped", {
				count: batch.events.length,
				error,
			});
			spool.discard();
		}
	}
	return {
		name: "send-events",
		description: "Sends events to the control plane until it has them.",
		atStart: true,
		gatherSeconds,
		longestRetrySeconds,
		when(wake) {
			const stops = [spool.onPut(wake), receiver.onConnected(wake)];
			return () => {
				for (const stop of stops) stop();
			};
		},
		async run(signal) {
			while (!signal.aborted && receiver.isConnected()) {
				const batch = await spool.take();
				if (!batch) return;
				await send(batch, signal);
			}
		},
	};
}

/** A batch that is refused as it stands would be in the way of all that follow. */
function isNeverTaken(error: unknown): boolean {
	return (
		error instanceof AppError &&
		(error.code === "INPUT_INVALID" || error.code === "INPUT_TOO_LARGE")
	);
}
