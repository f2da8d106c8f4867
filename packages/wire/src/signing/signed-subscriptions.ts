import type { Msg } from "@nats-io/transport-node";
import type { Clock } from "@quarterdeck/runtime";
import type { BusConnection } from "../connection/bus-connection.ts";
import type { Warn } from "../connection/rate-limited-warning.ts";
import type { DropReason, WireMeter } from "../meter.ts";
import type { ControlPlaneTime } from "./control-plane-time.ts";
import type { Signed, TrustedKeys, Unproven } from "./message-signature.ts";

/** Messages that wait while the agent asks what time it is. */
const maxWaiting = 1000;
/** The time is not asked for again sooner than this: a flood of old messages must not become one of questions. */
const askTimeEveryMs = 1000;

export interface Listener {
	/** Signed by the control plane and fresh. */
	readonly proven: (msg: Msg, signed: Signed) => void;
	/** It is not obeyed; it is counted and logged already. */
	readonly unproven?: (msg: Msg, problem: Unproven) => void;
}

/** The one way by which an agent hears what it acts on: what does not prove its author never comes out here. */
export interface SignedSubscriptions {
	/** Hears what the control plane says on its own account. */
	hear(subject: string, listener: Listener, queue?: string): void;
	/** Learns the time, if it has not just been asked for. Never rejects. */
	askTime(): Promise<void>;
}

/** `fetchTime` asks the control plane, whose signed reply sets `time`. */
export function createSignedSubscriptions(deps: {
	readonly connection: Pick<BusConnection, "subscribe">;
	readonly trusted: TrustedKeys;
	readonly time: ControlPlaneTime;
	readonly fetchTime: () => Promise<unknown>;
	readonly clock: Clock;
	readonly meter: WireMeter;
	readonly warn: Warn;
}): SignedSubscriptions {
	const { connection, trusted, time, clock, meter, warn } = deps;
	let waiting = 0;
	let asking: Promise<void> | undefined;
	let askedMs = Number.NEGATIVE_INFINITY;

	function dropped(why: DropReason, { subject }: Msg, reason: string) {
		meter.dropped(why);
		warn("a message of the control plane was refused", { subject, reason });
	}
	function askTime(): Promise<void> {
		if (asking !== undefined) return asking;
		if (clock.monotonicMs() - askedMs < askTimeEveryMs)
			return Promise.resolve();
		asking = deps
			.fetchTime()
			.then(
				() => {},
				(error: unknown) => {
					const reason = error instanceof Error ? error.message : String(error);
					warn("the control plane does not say what time it is", { reason });
				},
			)
			.finally(() => {
				asking = undefined;
				askedMs = clock.monotonicMs();
			});
		return asking;
	}
	/** It may be the agent that has the time wrong, as after its machine slept. */
	async function lookAgain(
		msg: Msg,
		signed: Signed,
		{ proven }: Listener,
	): Promise<void> {
		if (waiting >= maxWaiting) return dropped("overflow", msg, "too many wait");
		waiting += 1;
		await askTime();
		waiting -= 1;
		if (time.isFresh(signed)) proven(msg, signed);
		else dropped("stale", msg, "it was said too long ago, or said before");
	}
	return {
		askTime,
		hear(subject, listener, queue) {
			connection.subscribe(
				subject,
				(msg) => {
					const signed = trusted.check(msg);
					if (typeof signed === "string") {
						dropped("unproven", msg, signed);
						listener.unproven?.(msg, signed);
					} else if (time.isFresh(signed)) listener.proven(msg, signed);
					else void lookAgain(msg, signed, listener);
				},
				queue,
			);
		},
	};
}
