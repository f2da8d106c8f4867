import {
	AppError,
	type EventBatch,
	type EventsCommitted,
	maxEventBatchesPerSecond,
	publishEvents,
} from "@quarterdeck/contract";
import { type Clock, pause } from "@quarterdeck/runtime";
import type { AgentLink } from "../agent/connect-agent-link.ts";

/** The agent's end of the verb `events`. */
export interface EventSender {
	/**
	 * Sends a batch and resolves with the highest number that is committed: the next batch comes after it. It may be below this batch
	 * (the control plane lacks what came before: send that first) and above it (this batch is a repetition).
	 *
	 * A reply that is lost with the connection makes the batch be sent again by itself. After a rejection it may be committed or not:
	 * send the same batch again.
	 * @throws AppError INPUT_TOO_LARGE before anything is sent · BUS_UNAVAILABLE when there was no reply in time · as the control
	 * plane refused it · Error when another batch is under way · the signal's reason.
	 */
	send(batch: EventBatch, signal?: AbortSignal): Promise<EventsCommitted>;
}

const spacingMs = 1000 / maxEventBatchesPerSecond;

/** Sends one batch at a time, and not more of them than the control plane takes. */
export function createEventSender(deps: {
	readonly link: Pick<AgentLink, "ask">;
	readonly clock: Clock;
}): EventSender {
	const { link, clock } = deps;
	let isUnderWay = false;
	let lastMs = Number.NEGATIVE_INFINITY;

	async function sendOnce(
		batch: EventBatch,
		signal: AbortSignal | undefined,
	): Promise<EventsCommitted> {
		const waitMs = lastMs + spacingMs - clock.monotonicMs();
		if (waitMs > 0) await pause(clock, waitMs, signal);
		lastMs = clock.monotonicMs();
		return await link.ask(publishEvents, batch, { signal });
	}

	async function sendUntilTaken(
		batch: EventBatch,
		signal: AbortSignal | undefined,
	): Promise<EventsCommitted> {
		for (;;) {
			try {
				return await sendOnce(batch, signal);
			} catch (error) {
				const waitMs = requestedWaitMs(error);
				if (waitMs === undefined) throw error;
				await pause(clock, waitMs, signal);
			}
		}
	}

	return {
		async send(batch, signal) {
			if (isUnderWay)
				throw new Error("Another batch of events is under way already.");
			isUnderWay = true;
			try {
				return await sendUntilTaken(batch, signal);
			} finally {
				isUnderWay = false;
			}
		},
	};
}

/** How long the control plane asked to wait, or undefined when it is something else that went wrong. */
function requestedWaitMs(error: unknown): number | undefined {
	if (!(error instanceof AppError) || error.code !== "REQUESTS_TOO_MANY")
		return undefined;
	const seconds = Number(error.facts.seconds);
	return (
		Math.min(Math.max(Number.isFinite(seconds) ? seconds : 1, 1), 60) * 1000
	);
}
