import type { Log, Metrics } from "@quarterdeck/runtime";

/** One request that the agent made to the API server with its own credentials. */
export interface RecordedCall {
	readonly verb: string;
	/** `secrets`, or the path of what is not a resource. */
	readonly resource: string;
	readonly path: string;
	/** Why the agent asked. */
	readonly reason: string;
	/** 0 when no answer came. */
	readonly status: number;
	readonly durationMs: number;
}

/** Told of each request when its answer begins, or when it fails. */
export type RecordCall = (call: RecordedCall) => void;

/** Counts requests by verb, resource and status; the log tells each with its reason at debug. */
export function createCallRecorder(metrics: Metrics, log: Log): RecordCall {
	const requests = metrics.counter(
		"kube_requests_total",
		"Requests of the agent itself to the API server, by verb, resource and status; status 0 when no answer came.",
		["verb", "resource", "code"],
	);
	return ({ verb, resource, path, reason, status, durationMs }) => {
		requests.inc({ verb, resource, code: String(status) });
		log.debug("asked the API server", {
			verb,
			path,
			reason,
			status,
			durationMs: Math.round(durationMs),
		});
	};
}
