import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

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
	handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
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
	server.listen(options.port, options.host);
	await once(server, "listening");
	return {
		port: (server.address() as AddressInfo).port,
		dropConnections: () => server.closeAllConnections(),
		async close() {
			server.close();
			server.closeAllConnections();
			if (server.listening) await once(server, "close");
		},
	};
}
