import { randomBytes } from "node:crypto";
import { rmSync, writeSync } from "node:fs";
import { createServer, type Http2Server } from "node:http2";
import { join } from "node:path";
import type { ConnectRouter } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { collectAtRest } from "@quarterdeck/contract/collect-at-rest";
import { createHclog, type PluginLog } from "./hclog.ts";
import {
	type PluginEnvironment,
	readPluginEnvironment,
} from "./plugin-environment.ts";
import { addPluginServices } from "./plugin-services.ts";
import {
	appProtocolVersion,
	coreProtocolVersion,
	defaultRequestBytes,
} from "./protocol.ts";
import { watchForEnd } from "./watch-for-end.ts";

const notForPeople =
	"This program is a plugin. It is started by a host, which sets what it needs, and does nothing on its own.\n";

/** Most time a run gets to end after the plugin was told to. */
const farewellMs = 1500;

export interface PluginService {
	readonly name: string;
	/** Health names answered SERVING besides `plugin`. */
	readonly healthServices: readonly string[];
	readonly addRoutes: (
		router: ConnectRouter,
		serving: { readonly log: PluginLog },
	) => void;
	/** Most bytes a request may have. */
	readonly maxRequestBytes?: number;
}

/**
 * Serves a plugin until its host ends it: prints the handshake line and nothing else on stdout, answers health,
 * shutdown and stdio, and removes its socket. Without a host it says what it is and exits with 1.
 */
export async function servePlugin(service: PluginService): Promise<void> {
	const environment = readPluginEnvironment();
	if (!environment.isStartedByHost) {
		process.stderr.write(notForPeople);
		process.exit(1);
	}
	const log = createHclog({
		module: service.name,
		write: (line) => process.stderr.write(line),
	});
	const shutdown = new AbortController();
	const server = createPluginServer(service, log, shutdown);
	const socket = await listen(server, environment);
	watchForEnd(shutdown);
	collectAtRest();
	shutdown.signal.addEventListener("abort", () => end(server, socket));
	// Last: from here on the host may do anything, end us included.
	writeSync(
		1,
		`${coreProtocolVersion}|${appProtocolVersion}|unix|${socket}|grpc|\n`,
	);
}

function createPluginServer(
	service: PluginService,
	log: PluginLog,
	shutdown: AbortController,
): Http2Server {
	return createServer(
		connectNodeAdapter({
			connect: false,
			grpcWeb: false,
			// Host and plugin share a machine: compressing costs more than it saves.
			acceptCompression: [],
			readMaxBytes: service.maxRequestBytes ?? defaultRequestBytes,
			shutdownSignal: shutdown.signal,
			routes(router) {
				addPluginServices(router, {
					healthServices: service.healthServices,
					shutdown,
				});
				service.addRoutes(router, { log });
			},
		}),
	);
}

function listen(
	server: Http2Server,
	environment: PluginEnvironment,
): Promise<string> {
	const name = `plugin${randomBytes(6).toString("hex")}`;
	const socket = join(environment.socketDirectory, name);
	// Before the socket exists, so that there is no moment at which others may connect.
	process.umask(0o077);
	process.once("exit", () => rmSync(socket, { force: true }));
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(socket, () => resolve(socket));
	});
}

function end(server: Http2Server, socket: string): void {
	rmSync(socket, { force: true });
	// Runs see the abort through their signal; the process ends when their answers have left, or after the farewell.
	server.close(() => process.exit(0));
	setTimeout(() => process.exit(0), farewellMs);
}
