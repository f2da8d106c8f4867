import type { Metrics } from "@quarterdeck/runtime";
import type { DeliveryOutcome } from "../../rooms/notices/index.ts";

/** Counts what comes of notices. */
export interface NoticesMeter {
	received(outcome: "kept" | "repeated" | "unreadable", count: number): void;
	/** Kept, and told to nobody because the configuration does not have their group. */
	unaddressed(count: number): void;
	decided(outcome: DeliveryOutcome, door: string): void;
	/** A post is where it is read for the first time, so long after its notice happened. */
	posted(door: string, seconds: number): void;
	sent(door: string, outcome: "posted" | "edited" | "refused" | "failed"): void;
	/** Posts that wait to be sent for the first time. */
	backlog(door: string, count: number): void;
}

const latencyBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 600, 3600];

/** Registers the metrics, once in a process. */
export function createNoticesMeter(metrics: Metrics): NoticesMeter {
	const received = metrics.counter(
		"notices_received_total",
		"Notices that agents sent, by what became of them: kept, repeated or unreadable.",
		["outcome"],
	);
	const unaddressed = metrics.counter(
		"notices_unaddressed_total",
		"Notices of source groups that the configuration does not have.",
	);
	const decided = metrics.counter(
		"notice_deliveries_total",
		"What was decided for each addressee: posted, grouped, digested, silenced, no-door or dropped.",
		["outcome", "door"],
	);
	const latency = metrics.histogram(
		"notice_delivery_seconds",
		"From the time a notice happened, by its agent's clock, to its post.",
		["door"],
		latencyBuckets,
	);
	const sent = metrics.counter(
		"notice_posts_sent_total",
		"Attempts to send posts outside, by outcome: posted, edited, refused or failed.",
		["outcome", "door"],
	);
	const backlog = metrics.gauge(
		"notice_posts_waiting",
		"Posts that wait to be sent for the first time.",
		["door"],
	);
	return {
		received: (outcome, count) => received.inc({ outcome }, count),
		unaddressed: (count) => unaddressed.inc(count),
		decided: (outcome, door) => decided.inc({ outcome, door }),
		posted: (door, seconds) => latency.observe({ door }, Math.max(0, seconds)),
		sent: (door, outcome) => sent.inc({ outcome, door }),
		backlog: (door, count) => backlog.set({ door }, count),
	};
}
