import type { ServerResponse } from "node:http";

/** Passes the body of an answer on, in fewer and larger pieces than it came in. */
export interface BodyWriter {
	/** False when the client is behind: wait for `drain` of the answer. */
	write(chunk: Buffer): boolean;
}

/**
 * A piece of the API server is at most one TLS record (16 KiB); sent as it came, with its framing, it would become two records. Held
 * back are only pieces that arrive in one turn of the event loop, so a single event of a watch is not late.
 */
export function createBodyWriter(answer: ServerResponse): BodyWriter {
	let corked: ServerResponse["socket"] = null;

	function uncork(): void {
		corked?.uncork();
		corked = null;
	}
	return {
		write(chunk) {
			if (corked === null && answer.socket !== null) {
				corked = answer.socket;
				corked.cork();
				setImmediate(uncork);
			}
			return answer.write(chunk);
		},
	};
}
