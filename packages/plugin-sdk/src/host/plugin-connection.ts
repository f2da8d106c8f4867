import type { Transport } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import type { PluginAddress } from "./handshake.ts";
import { createPluginSession } from "./plugin-session.ts";

/** A way to call one plugin. */
export interface PluginConnection {
	readonly transport: Transport;
	/** Ends every call in flight, and refuses new ones. */
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
	address: PluginAddress,
	limits: MessageLimits,
): PluginConnection {
	const session = createPluginSession(address);
	const transport = createGrpcTransport({
		baseUrl: session.authority,
		sessionManager: session,
		acceptCompression: [],
		readMaxBytes: limits.maxAnswerBytes,
		writeMaxBytes: limits.maxRequestBytes,
	});
	return { transport, close: session.close };
}
