import {
	AppError,
	type EventBatch,
	type EventsCommitted,
	maxEventBatchesPerSecond,
	publishEvents,
} from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { Bus } from "../bus/connect-bus.ts";
import { createAgentRate } from "../orders/agent-rate.ts";
import type { AgentAddress } from "../orders/order-caller.ts";

/** Batches that are committed at a time, and that wait for it: together at most 108 MiB. */
const concurrent = 16;
const waiting = 200;
/** Batches an agent may send at once after it was silent. */
const burst = 3 * maxEventBatchesPerSecond;

/**
 * Answers the batches of events that agents send. `commit` resolves after what the batch adds (`newEvents` of the contract) is
 * committed; its reply lets the agent forget the events. It is called once for each time a batch arrives, by any control plane, so it
 * locks the agent's epoch while it compares. Batches of an agent above the rate are refused with how long to wait.
 */
export function receiveEvents(deps: {
	readonly bus: Pick<Bus, "answer">;
	readonly clock: Clock;
	readonly commit: (
		from: AgentAddress,
		batch: EventBatch,
	) => Promise<EventsCommitted>;
}): void {
	const rate = createAgentRate({
		clock: deps.clock,
		perSecond: maxEventBatchesPerSecond,
		burst,
	});
	deps.bus.answer(
		publishEvents,
		async (from, batch) => {
			if (!rate.take(from))
				throw new AppError("REQUESTS_TOO_MANY", {
					what: "batches of events of one agent",
					seconds: 1,
				});
			return await deps.commit(from, batch);
		},
		{ concurrent, waiting },
	);
}
