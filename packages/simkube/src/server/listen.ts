import { once } from "node:events";
import { type IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Upgrade } from "./exchange.ts";

export interface Listener {
	readonly port: number;
	dropConnections(): void;
	close(): Promise<void>;
}

/** Accepts HTTPS requests. Rejects when the port cannot be had. */
export async function startListening(options: {
	host: string;
	port: number;
	tls: { certificatePem: string; privateKeyPem: string };
	handle: (
		request: IncomingMessage,
		response: ServerResponse,
		upgrade?: Upgrade,
	) => Promise<void>;
	onError: (error: unknown) => void;
}): Promise<Listener> {
	const { tls } = options;
	const server = createServer(
		{
			cert: tls.certificatePem,
			key: tls.privateKeyPem,
			keepAliveTimeout: 60_000,
			// Impersonation may bring many headers; the real server takes 1 MiB of them.
			maxHeaderSize: 1024 * 1024,
			requestTimeout: 0,
		},
		(request, response) => {
			options.handle(request, response).catch(options.onError);
		},
	);
	const upgraded = new Set<Socket>();
	server.on("upgrade", (request, duplex, head) => {
		const socket = duplex as Socket;
		upgraded.add(socket);
		socket.once("close", () => upgraded.delete(socket));
		socket.on("error", () => socket.destroy());
		const response = new ServerResponse(request);
		response.shouldKeepAlive = false;
		response.assignSocket(socket);
		response.once("finish", () => socket.end());
		options.handle(request, response, { socket, head }).catch(options.onError);
	});
	server.listen(options.port, options.host);
	await once(server, "listening");

	function dropConnections(): void {
		server.closeAllConnections();
		for (const socket of upgraded) socket.destroy();
	}

	return {
		port: (server.address() as AddressInfo).port,
		dropConnections,
		async close() {
			server.close();
			dropConnections();
			if (server.listening) await once(server, "close");
		},
	};
}
