import type { Log } from "@quarterdeck/runtime";
import type { Upstream } from "./upstream.ts";

/** Counts requests for the metrics of the process. */
export interface GateMeter {
	/** `status` is 0 for a request that was not forwarded. */
	request(status: number, bytes: number): void;
}

/** What forwarding needs, requests and upgrades alike. */
export interface ForwardDeps {
	readonly upstream: Upstream;
	readonly log: Log;
	readonly meter: GateMeter;
	/** True while the API server lets everybody wait: then requests are answered at once. */
	readonly isSilent: () => boolean;
	/** Called when a request found that the API server does not answer, or refuses the agent. */
	readonly onNoAnswer: () => void;
}

/** What happened to a request that was not even sent to a silent API server: as if it had been waited for. */
export const silence = Object.assign(new Error("no answer in time"), {
	code: "ETIMEDOUT",
});
