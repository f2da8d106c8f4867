import type { Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { createPluginSession } from "./plugin-session.ts";
import type { PluginSocket } from "./plugin-socket.ts";

/** A way to call one plugin. */
export interface PluginConnection {
	readonly transport: Transport;
	/** Ends every call in flight, refuses new ones, and takes the socket away. */
	close(): void;
}

export interface MessageLimits {
	/** Most bytes of one answer, or of one part of a streamed one. */
	readonly maxAnswerBytes: number;
	/** Most bytes of one request. */
	readonly maxRequestBytes: number;
}

/** A connection that is dialled at the first call, and again when it was lost. */
export function connectPlugin(
	socket: PluginSocket,
	limits: MessageLimits,
): PluginConnection {
	const session = createPluginSession(socket);
	const transport = createGrpcTransport({
		baseUrl: session.authority,
		sessionManager: session,
		acceptCompression: [],
		readMaxBytes: limits.maxAnswerBytes,
		writeMaxBytes: limits.maxRequestBytes,
	});
	return { transport, close: session.close };
}
