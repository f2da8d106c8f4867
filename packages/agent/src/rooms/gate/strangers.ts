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
	// In the order of waiting. TLS wraps a socket in another; both tell the same peer. Those of two networks may tell the same one too.
	const waiting = new Set<{ readonly peer: string; readonly socket: Socket }>();
	server.on("connection", (socket: Socket) => {
		const one = { peer: peerOf(socket), socket };
		waiting.add(one);
		socket.once("close", () => waiting.delete(one));
		const [longest] = waiting;
		if (waiting.size <= maxStrangers || !longest) return;
		waiting.delete(longest);
		longest.socket.destroy();
	});
	return {
		introduce(socket) {
			const peer = peerOf(socket);
			for (const one of waiting)
				if (one.peer === peer) {
					waiting.delete(one);
					return;
				}
		},
	};
}

function peerOf(socket: Socket): string {
	return `${socket.remoteAddress} ${socket.remotePort}`;
}
