import type { Metrics } from "@quarterdeck/runtime";

/** What the leading parts count. An agent may lead several times, and its figures go on. */
export interface Meters {
	readonly link: ReturnType<typeof linkMeter>;
	readonly gate: ReturnType<typeof gateMeter>;
	readonly runs: ReturnType<typeof runMeter>;
	readonly plugins: ReturnType<typeof pluginMeter>;
	readonly sources: ReturnType<typeof sourceMeter>;
}

/** Registers them, once in a process. */
export function createMeters(metrics: Metrics): Meters {
	return {
		link: linkMeter(metrics),
		gate: gateMeter(metrics),
		runs: runMeter(metrics),
		plugins: pluginMeter(metrics),
		sources: sourceMeter(metrics),
	};
}

function pluginMeter(metrics: Metrics) {
	const restarts = metrics.counter(
		"plugin_restarts_total",
		"Plugin processes that ended unexpectedly and were replaced.",
	);
	return { restarted: () => restarts.inc() };
}

/** What becomes of what source plugins report. */
function sourceMeter(metrics: Metrics) {
	const events = metrics.counter(
		"source_events_total",
		"Events of source plugins, by what became of them; waited counts attempts that the disk refused.",
		["act"],
	);
	const calls = metrics.counter(
		"webhook_calls_total",
		"Calls of the incoming webhook, by the status of the answer.",
		["code"],
	);
	return {
		event: (act: string) => events.inc({ act }),
		called: (status: number) => calls.inc({ code: String(status) }),
	};
}

/** What the bus connection counts. */
function linkMeter(metrics: Metrics) {
	const messages = metrics.counter(
		"bus_messages_total",
		"Messages of the bus, by what became of them.",
		["act"],
	);
	return {
		received: () => messages.inc({ act: "received" }),
		sent: () => messages.inc({ act: "sent" }),
		dropped: (reason: string) => messages.inc({ act: `dropped-${reason}` }),
		resent: (count: number) => messages.inc({ act: "resent" }, count),
		reconnected: () => messages.inc({ act: "reconnected" }),
	};
}

/** What the gate counts. */
function gateMeter(metrics: Metrics) {
	const requests = metrics.counter(
		"gate_requests_total",
		"Requests of plugins at the gate, by the API server's status; 0 for those it never saw.",
		["code"],
	);
	const bytes = metrics.counter(
		"gate_bytes_total",
		"Bytes the API server answered plugins.",
	);
	return {
		request(status: number, count: number) {
			requests.inc({ code: String(status) });
			bytes.inc(count);
		},
	};
}

/** What becomes of commands. */
function runMeter(metrics: Metrics) {
	const runs = metrics.histogram(
		"run_seconds",
		"Commands run here, by how they ended.",
		["outcome"],
	);
	const refusals = metrics.counter(
		"runs_refused_total",
		"Commands that were not begun, by error code.",
		["code"],
	);
	const bytes = metrics.counter(
		"run_output_bytes_total",
		"Bytes that plugins wrote, sent or not.",
	);
	return {
		ended(outcome: string, durationMs: number, count: number) {
			runs.observe({ outcome }, durationMs / 1000);
			bytes.inc(count);
		},
		refused: (code: string) => refusals.inc({ code }),
	};
}
