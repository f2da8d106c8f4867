import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Bounds on connections that wait for the head of a request. */
export interface WaitingLimits {
	/** Of one key. */
	readonly perKey: number;
	readonly total: number;
	/** What an address is counted under; undefined: in the total alone, as a proxy from which many people come. */
	readonly keyOf: (address: string) => string | undefined;
}

/**
 * Bounds the connections on which no request is under way: new ones, idle ones, and those whose head came half and stays so. The one
 * that has waited longest gives way: whoever means to ask sends a head within moments, and browsers open an idle connection again.
 */
export function boundWaitingConnections(
	server: Server,
	{ perKey, total, keyOf }: WaitingLimits,
): void {
	// Both in the order of waiting.
	const waiting = new Set<Socket>();
	const byKey = new Map<string, Set<Socket>>();
	const underWay = new WeakMap<Socket, number>();

	// A socket that is closed has no address any more.
	const keys = new WeakMap<Socket, string>();

	function wait(socket: Socket): void {
		if (socket.destroyed) return;
		waiting.add(socket);
		const key = keyOf(socket.remoteAddress ?? "");
		if (key !== undefined) {
			keys.set(socket, key);
			const same = byKey.get(key) ?? new Set();
			byKey.set(key, same.add(socket));
			if (same.size > perKey) giveWay(same);
		}
		if (waiting.size > total) giveWay(waiting);
	}
	function leave(socket: Socket): void {
		waiting.delete(socket);
		const key = keys.get(socket) ?? "";
		const same = byKey.get(key);
		same?.delete(socket);
		if (same?.size === 0) byKey.delete(key);
	}
	function giveWay(sockets: ReadonlySet<Socket>): void {
		const [longest] = sockets;
		if (!longest) return;
		leave(longest);
		longest.destroy();
	}
	function change(socket: Socket, by: 1 | -1): number {
		const count = (underWay.get(socket) ?? 0) + by;
		underWay.set(socket, count);
		return count;
	}

	server.on("connection", (socket) => {
		socket.once("close", () => leave(socket));
		wait(socket);
	});
	server.prependListener("request", ({ socket }, response) => {
		change(socket, 1);
		leave(socket);
		response.once("close", () => {
			if (change(socket, -1) === 0) wait(socket);
		});
	});
}
