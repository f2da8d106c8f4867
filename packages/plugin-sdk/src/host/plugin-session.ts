import {
	type ClientHttp2Session,
	type ClientHttp2Stream,
	type ClientSessionRequestOptions,
	connect,
	constants,
	type OutgoingHttpHeaders,
} from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import type { PluginSocket } from "./plugin-socket.ts";

/** The HTTP/2 session to one plugin, in the shape the gRPC transport wants. */
export interface PluginSession {
	readonly authority: string;
	request(
		method: string,
		path: string,
		headers: OutgoingHttpHeaders,
		options: Omit<ClientSessionRequestOptions, "signal">,
	): Promise<ClientHttp2Stream>;
	notifyResponseByteRead(stream: ClientHttp2Stream): void;
	close(): void;
}

/**
 * One session, dialled anew when the last one is gone. Written here because the library's own manager has no listener
 * between two of its states: a plugin that answers noise at that moment would end the host, or have it spin for ever.
 */
export function createPluginSession(socket: PluginSocket): PluginSession {
	const authority = "http://localhost";
	let session: ClientHttp2Session | undefined;
	let isClosed = false;

	function dialled(): ClientHttp2Session {
		if (session && !session.closed && !session.destroyed) return session;
		const connection = socket.dial();
		const fresh = connect(authority, { createConnection: () => connection });
		// The calls in flight are told through their streams; this only keeps the event from ending the process.
		fresh.on("error", () => {});
		// A plugin that says goodbye takes no new calls on this session; the next call dials.
		fresh.on("goaway", () => fresh.close());
		session = fresh;
		return fresh;
	}
	return {
		authority,
		async request(method, path, headers, options) {
			if (isClosed)
				throw new ConnectError("the plugin has ended", Code.Unavailable);
			return dialled().request(
				{ ...headers, ":method": method, ":path": path },
				options,
			);
		},
		notifyResponseByteRead() {},
		close() {
			isClosed = true;
			session?.destroy(undefined, constants.NGHTTP2_CANCEL);
			socket.close();
		},
	};
}
