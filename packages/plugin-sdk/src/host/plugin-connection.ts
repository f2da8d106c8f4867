import type { ClientSessionOptions } from "node:http2";
import { connect as connectSocket, type Socket } from "node:net";
import type { Transport } from "@connectrpc/connect";
import {
	createGrpcTransport,
	Http2SessionManager,
} from "@connectrpc/connect-node";
import type { PluginAddress } from "./handshake.ts";

/** A way to call one plugin. */
export interface PluginConnection {
	readonly transport: Transport;
	/** Ends every call in flight. */
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
	const sessions = new Http2SessionManager(
		"http://localhost",
		// The socket is private and costs nothing to keep; redialling would cost the next command.
		{ idleConnectionTimeoutMs: 2 ** 31 - 1 },
		{ createConnection: () => dial(address) } satisfies ClientSessionOptions,
	);
	const transport = createGrpcTransport({
		baseUrl: "http://localhost",
		sessionManager: sessions,
		acceptCompression: [],
		readMaxBytes: limits.maxAnswerBytes,
		writeMaxBytes: limits.maxRequestBytes,
	});
	return { transport, close: () => sessions.abort() };
}

function dial(address: PluginAddress): Socket {
	return address.kind === "unix"
		? connectSocket(address.path)
		: connectSocket(address.port, address.host);
}
