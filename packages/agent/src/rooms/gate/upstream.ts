import type { ClientRequest } from "node:http";
import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";

/** One request as it goes to the API server. */
export interface UpstreamRequest {
	readonly method: string;
	/** Path and query as the client wrote them, checked. The upstream prepends the server's base path. */
	readonly path: string;
	/** Names and values in turn, without credentials and hop-by-hop headers. */
	readonly headers: readonly string[];
	/** False for an anonymous identity: sends no credentials at all, not even a client certificate. */
	readonly credentials: boolean;
}

/**
 * A port: the way to the API server with the agent's own credentials. Only the gate and the inventory are handed one.
 * Connections are kept and shared between requests; those with and without credentials never share one.
 */
export interface Upstream {
	/** Where the API server is, as people know it: scheme, host and port. */
	readonly address: string;
	/** Sends a request and streams its response into `handler`. Rejects, without sending anything, when no credentials are available. */
	send(
		request: UpstreamRequest,
		body: Readable | null,
		handler: Dispatcher.DispatchHandler,
	): Promise<void>;
	/** Opens an upgrade request (`exec`, `attach`, `port-forward`) on a connection of its own; the caller ends it. */
	upgrade(request: UpstreamRequest, protocol: string): Promise<ClientRequest>;
}
