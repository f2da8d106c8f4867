import type { ClientRequest } from "node:http";
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";

/** One request as it goes to the API server. */
export interface UpstreamRequest {
	readonly method: string;
	/** Path and query as the client wrote them, checked; the server's own base path is put in front by the upstream. */
	readonly path: string;
	/** Names and values in turn, without credentials and without anything that belongs to one hop. */
	readonly headers: readonly string[];
	/** False sends no credentials of any kind, not even a client certificate: an anonymous identity. */
	readonly credentials: boolean;
}

/**
 * A port: the way to the API server with the agent's own credentials. Only the gate and the inventory are handed one.
 * Connections are kept and shared between requests; those with and without credentials never share one.
 */
export interface Upstream {
	/** Sends a request and streams its answer into `handler`. Rejects, with nothing sent, when there are no credentials to be had. */
	send(
		request: UpstreamRequest,
		body: Readable | null,
		handler: Dispatcher.DispatchHandler,
	): Promise<void>;
	/** A request of its own connection that asks to leave HTTP (`exec`, `attach`, `port-forward`); not yet ended. */
	upgrade(request: UpstreamRequest, protocol: string): Promise<ClientRequest>;
}
