import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { AppError } from "@quarterdeck/contract";
import {
	boundWaitingConnections,
	type Clock,
	connectionsAtMost,
	listenOnSocket,
} from "@quarterdeck/runtime";
import type { Hono } from "hono";
import { networkOf } from "../../rooms/sign-in/index.ts";
import { createIsProxy } from "./limits/client-address.ts";

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

/** A head comes within this, a request within that; bodies have a shorter limit of their own (`read-body.ts`). */
const headMs = 10_000;
const requestMs = 30_000;
const checkEveryMs = 2000;

/** Connections at all, as far as the process may have so many; where this is reached, whoever is connected goes on. */
const wishedConnections = 20_000;

/** Connections that wait for a head: far from all, so that whoever sends one gets in. An office behind one address has a few hundred. */
const waitingLimitsOf = (maxConnections: number) => ({
	perKey: Math.min(512, Math.floor(maxConnections / 4)),
	total: Math.min(4096, Math.floor(maxConnections / 2)),
});

/** How long answers that are under way may take once we stop. */
const closeWithinMs = 1000;

/**
 * Listens on a port, and on a Unix socket if one is named, before there is a door: its links name the port, and whoever asks early is
 * told to try again.
 * @throws AppError PORT_TAKEN, SOCKET_UNSAFE, or the listen error.
 */
export async function startApiServer(options: {
	readonly host: string;
	readonly port: number;
	readonly clock: Clock;
	/** A path in a folder that is this user's alone: whoever can connect there is this user. */
	readonly socket?: string | undefined;
	/** Addresses and networks from which many people come at once. */
	readonly trustedProxies?: readonly string[];
}): Promise<ApiServer> {
	let app: Hono | undefined;
	const maxConnections = connectionsAtMost(wishedConnections);
	const create = () => {
		const server = createAdaptorServer({
			fetch: (request, env) => app?.fetch(request, env) ?? starting(),
			hostname: options.host,
			autoCleanupIncoming: true,
			serverOptions: {
				headersTimeout: headMs,
				requestTimeout: requestMs,
				connectionsCheckingInterval: checkEveryMs,
				keepAliveTimeout: keepAliveMs,
			},
		}) as Server;
		server.maxConnections = maxConnections;
		return server;
	};
	const server = create();
	const isProxy = createIsProxy(options.trustedProxies ?? []);
	boundWaitingConnections(server, {
		...waitingLimitsOf(maxConnections),
		keyOf: (address) => (isProxy(address) ? undefined : networkOf(address)),
	});
	const servers = [server];
	await listenOnPort(server, options);
	if (options.socket !== undefined) {
		const local = create();
		servers.push(local);
		await listenOnSocket(local, options.socket).catch(async (thrown) => {
			await close(server, options.clock);
			throw thrown;
		});
	}
	const { port } = server.address() as AddressInfo;
	let stopping: Promise<unknown> | undefined;
	return {
		port,
		serve(door) {
			app = door;
		},
		async stop() {
			stopping ??= Promise.all(servers.map((one) => close(one, options.clock)));
			await stopping;
		},
	};
}

async function listenOnPort(
	server: Server,
	{ host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
	server.listen(port, host);
	try {
		await once(server, "listening");
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
		throw new AppError(
			"PORT_TAKEN",
			{ port, flag: "--port" },
			{ cause: error },
		);
	}
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
