import type { RunOutput, RunWaiting } from "@quarterdeck/contract";
import type { Timer } from "@quarterdeck/runtime";
import { encodeJson } from "../codec.ts";
import type { PartSender } from "./part-sender.ts";

/** An order as its handler sees it. */
export interface ReceivedOrder<Request> {
	readonly request: Request;
	readonly correlation: string;
	/** When its time is over, on this process's own monotonic clock: counted at receipt from the time that was left. */
	readonly endsAtMs: number;
	/** Aborted with an `OrderStopped` when the order is stopped, its time is over, or the link closes. */
	readonly signal: AbortSignal;
	readonly out: {
		/** Resolves when there was room for it: whoever waits is as fast as the listener. */
		write(output: RunOutput): Promise<void>;
		/** Tells the caller how many are before it. */
		wait(waiting: RunWaiting): void;
		readonly sentBytes: number;
	};
}

export type OrderHandler<Request, End> = (
	order: ReceivedOrder<Request>,
) => Promise<End>;

/** What the agent keeps of an order until its answer was taken. */
export interface OrderEntry {
	readonly digest: string;
	readonly correlation: string;
	readonly sender: PartSender;
	readonly stop: AbortController;
	readonly deadline: Timer;
	/** The time it had left when it came, and when that is over on the monotonic clock. */
	readonly remainingMs: number;
	readonly endsAtMs: number;
	/** Set when the handler has ended: the answer waits to be acknowledged until then. */
	keep: Timer | undefined;
	end: Uint8Array | undefined;
}

/** The order as its handler is given it. */
export function received<Request>(
	request: Request,
	entry: OrderEntry,
): ReceivedOrder<Request> {
	const { correlation, endsAtMs, sender, stop } = entry;
	const { signal } = stop;
	return {
		request,
		correlation,
		endsAtMs,
		signal,
		out: {
			write: (output) => sender.write(output, signal),
			wait: (waiting) => sender.send("waiting", encodeJson(waiting)),
			get sentBytes() {
				return sender.sentBytes;
			},
		},
	};
}
