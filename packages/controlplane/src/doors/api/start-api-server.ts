import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { AppError } from "@quarterdeck/contract";
import type { Hono } from "hono";

export interface ApiServer {
	readonly port: number;
	stop(): Promise<void>;
}

/** How long answers that are under way may take once we stop. */
const closeWithinMs = 1000;

/** Serves the door on a port. @throws AppError PORT_TAKEN, or the listen error. */
export async function startApiServer(options: {
	readonly app: Hono;
	readonly host: string;
	readonly port: number;
}): Promise<ApiServer> {
	const server = serve({
		fetch: options.app.fetch,
		hostname: options.host,
		port: options.port,
		autoCleanupIncoming: true,
	}) as Server;
	try {
		await once(server satisfies ServerType, "listening");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
		throw new AppError(
			"PORT_TAKEN",
			{ port: options.port, flag: "--listen-port" },
			{ cause: error },
		);
	}
	return {
		port: (server.address() as AddressInfo).port,
		async stop() {
			const closed = once(server, "close");
			server.close();
			server.closeIdleConnections();
			const late = setTimeout(
				() => server.closeAllConnections(),
				closeWithinMs,
			);
			await closed;
			clearTimeout(late);
		},
	};
}
