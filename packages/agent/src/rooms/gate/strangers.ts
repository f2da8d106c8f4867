import type { Server } from "node:https";
import type { Socket } from "node:net";

/** Far fewer than the gate takes: the rest is for runs. kubectl says its token within moments. */
const wishedStrangers = 200;

/**
 * Bounds the connections that have said no token of a run, whether they began TLS or not. The one that has waited longest gives way:
 * every process of the machine can reach the gate, and none may keep a run from it.
 */
export function boundStrangers(
	server: Server,
	maxConnections: number,
): {
	/** A connection that said the token of a run, and is bounded with it. */
	introduce(socket: Socket): void;
} {
	const maxStrangers = Math.min(
		wishedStrangers,
		Math.floor(maxConnections / 2),
	);
	// In the order of waiting. TLS wraps a socket in another; both tell the same peer.
	const waiting = new Map<string, Socket>();
	server.on("connection", (socket: Socket) => {
		const peer = peerOf(socket);
		waiting.set(peer, socket);
		socket.once("close", () => {
			if (waiting.get(peer) === socket) waiting.delete(peer);
		});
		const [longest] = waiting;
		if (waiting.size <= maxStrangers || !longest) return;
		waiting.delete(longest[0]);
		longest[1].destroy();
	});
	return {
		introduce: (socket) => void waiting.delete(peerOf(socket)),
	};
}

function peerOf(socket: Socket): string {
	return `${socket.remoteAddress} ${socket.remotePort}`;
}
