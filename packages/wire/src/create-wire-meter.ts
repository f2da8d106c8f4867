import type { Metrics } from "@quarterdeck/runtime";
import type { WireMeter } from "./meter.ts";

/** A meter that counts into the process's metrics, as `quarterdeck_bus_…`. One for a process. */
export function createWireMeter(metrics: Metrics): WireMeter {
	const messages = metrics.counter(
		"bus_messages_total",
		"Messages sent and received over the bus.",
		["direction"],
	);
	const bytes = metrics.counter(
		"bus_bytes_total",
		"Bytes of payload sent and received over the bus.",
		["direction"],
	);
	const dropped = metrics.counter(
		"bus_dropped_total",
		"Messages that arrived and were not used.",
		["reason"],
	);
	const resent = metrics.counter(
		"bus_resent_total",
		"Orders and parts of answers that were sent again.",
	);
	const reconnects = metrics.counter(
		"bus_reconnects_total",
		"Connections made after an earlier one was lost.",
	);
	return {
		received(size) {
			messages.inc({ direction: "in" });
			bytes.inc({ direction: "in" }, size);
		},
		sent(size) {
			messages.inc({ direction: "out" });
			bytes.inc({ direction: "out" }, size);
		},
		dropped: (reason) => dropped.inc({ reason }),
		resent: (count) => resent.inc(count),
		reconnected: () => reconnects.inc(),
	};
}
