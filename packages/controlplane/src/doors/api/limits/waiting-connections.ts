import type { Server } from "node:http";
import type { Socket } from "node:net";
import { networkOf } from "../../../rooms/sign-in/index.ts";

/** Bounds on connections that wait for the head of a request. */
export interface WaitingLimits {
	/** From one address, or one IPv6 /64. */
	readonly perAddress: number;
	readonly total: number;
	/** Whether many people come from this address, as from a proxy of ours: then the total alone bounds it. */
	readonly isShared: (address: string) => boolean;
}

/**
 * Bounds the connections on which no request is under way: new ones, idle ones, and those whose head came half and stays so. The one
 * that has waited longest gives way: whoever means to ask sends a head within moments, and browsers open an idle connection again.
 */
export function boundWaitingConnections(
	server: Server,
	{ perAddress, total, isShared }: WaitingLimits,
): void {
	// Both in the order of waiting.
	const waiting = new Set<Socket>();
	const byAddress = new Map<string, Set<Socket>>();
	const underWay = new WeakMap<Socket, number>();

	// A socket that is closed has no address any more.
	const keys = new WeakMap<Socket, string>();

	function wait(socket: Socket): void {
		if (socket.destroyed) return;
		const { remoteAddress = "" } = socket;
		waiting.add(socket);
		if (!isShared(remoteAddress)) {
			const key = networkOf(remoteAddress);
			keys.set(socket, key);
			const same = byAddress.get(key) ?? new Set();
			byAddress.set(key, same.add(socket));
			if (same.size > perAddress) giveWay(same);
		}
		if (waiting.size > total) giveWay(waiting);
	}
	function leave(socket: Socket): void {
		waiting.delete(socket);
		const key = keys.get(socket) ?? "";
		const same = byAddress.get(key);
		same?.delete(socket);
		if (same?.size === 0) byAddress.delete(key);
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
