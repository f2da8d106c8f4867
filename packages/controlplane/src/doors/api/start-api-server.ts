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

/**
 * How long an idle connection is kept: longer than proxies (60 s is usual) and clients keep theirs, so that none sends a request into
 * a connection we are just closing.
 */
const keepAliveMs = 75_000;

/** How long answers that are under way may take once we stop. */
const closeWithinMs = 1000;

/**
 * Serves a door on a port. The door is made when the port is known, for its links name it.
 * @throws AppError PORT_TAKEN, or the listen error.
 */
export async function startApiServer(options: {
	readonly host: string;
	readonly port: number;
	readonly createApp: (port: number) => Hono;
}): Promise<ApiServer> {
	let app: Hono | undefined;
	const server = serve({
		fetch: (request, env) =>
			app?.fetch(request, env) ?? new Response(null, { status: 503 }),
		hostname: options.host,
		port: options.port,
		autoCleanupIncoming: true,
	}) as Server;
	server.keepAliveTimeout = keepAliveMs;
	try {
		await once(server satisfies ServerType, "listening");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
		throw new AppError(
			"PORT_TAKEN",
			{ port: options.port, flag: "--port" },
			{ cause: error },
		);
	}
	const { port } = server.address() as AddressInfo;
	app = options.createApp(port);
	return {
		port,
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
