import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { AppError } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { Hono } from "hono";

export interface ApiServer {
	readonly port: number;
	/** Hands requests to the door; until then they are answered with 503. */
	serve(app: Hono): void;
	/** May be called more than once. */
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
 * Listens on a port, before there is a door: its links name the port, and whoever asks early is told to try again.
 * @throws AppError PORT_TAKEN, or the listen error.
 */
export async function startApiServer(options: {
	readonly host: string;
	readonly port: number;
	readonly clock: Clock;
}): Promise<ApiServer> {
	let app: Hono | undefined;
	const server = serve({
		fetch: (request, env) => app?.fetch(request, env) ?? starting(),
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
	let stopping: Promise<void> | undefined;
	return {
		port,
		serve(door) {
			app = door;
		},
		stop() {
			stopping ??= close(server, options.clock);
			return stopping;
		},
	};
}

function starting(): Response {
	return new Response("The control plane is starting. Try again soon.\n", {
		status: 503,
		// `refresh`: a browser that came early loads the page again.
		headers: {
			"content-type": "text/plain; charset=utf-8",
			"x-content-type-options": "nosniff",
			"content-security-policy": "default-src 'none'",
			"retry-after": "1",
			refresh: "1",
			"cache-control": "no-store",
		},
	});
}

async function close(server: Server, clock: Clock): Promise<void> {
	const closed = once(server, "close");
	server.close();
	server.closeIdleConnections();
	const late = clock.after(closeWithinMs, () => server.closeAllConnections());
	await closed;
	late.cancel();
}
