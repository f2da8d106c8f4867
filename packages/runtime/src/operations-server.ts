import { once } from "node:events";
import {
	createServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import { BlockList, isIP } from "node:net";
import { connectionsAtMost } from "./connections-at-most.ts";
import type { Health } from "./health.ts";
import { hostName } from "./host-name.ts";
import type { JobRunner } from "./jobs/job-runner.ts";
import { listenOnSocket } from "./listen-on-socket.ts";
import type { Metrics } from "./metrics.ts";
import { boundWaitingConnections } from "./waiting-connections.ts";

/** A request has no body here. */
const limits = {
	headersTimeout: 10_000,
	requestTimeout: 10_000,
	connectionsCheckingInterval: 2000,
};

/** Connections without a request under way; probes and collectors have a few. */
const wishedWaiting = 256;

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** The small door for operators: /healthz, /readyz, /jobs and /metrics. It shows no secrets and takes no orders. */
export interface OperationsServer {
	/** 0 on a Unix socket. */
	readonly port: number;
	stop(): Promise<void>;
}

/**
 * `/healthz` answers 200 while the process turns at all; `/readyz` 200 only when every part is well, else 503 with the reasons;
 * `/jobs` lists the jobs of the process with their last run, error and next run. On loopback it answers only requests that name loopback
 * or `host`: a page elsewhere whose name was rebound to this machine could read it otherwise.
 * @throws the listen error, e.g. EADDRINUSE; AppError SOCKET_UNSAFE.
 */
export async function startOperationsServer(options: {
	readonly host: string;
	readonly port: number;
	/** In place of host and port: a Unix socket that only this user can reach. */
	readonly socket?: string | undefined;
	readonly health: Health;
	readonly metrics: Metrics;
	readonly jobs?: Pick<JobRunner, "list">;
}): Promise<OperationsServer> {
	const server = createServer(limits, (request, answer) => {
		const refusal = refusalOf(request, isOnLoopback, options.host);
		if (refusal) return refuse(answer, refusal);
		respond(request.url ?? "/", answer, options).catch(() => answer.destroy());
	});
	const maxWaiting = Math.min(
		wishedWaiting,
		Math.floor(connectionsAtMost(1024) / 4),
	);
	boundWaitingConnections(server, {
		perKey: maxWaiting,
		total: maxWaiting,
		keyOf: () => undefined,
	});
	if (options.socket === undefined) {
		server.listen(options.port, options.host);
		await once(server, "listening");
	} else await listenOnSocket(server, options.socket);
	const bound = server.address();
	const isOnLoopback =
		bound !== null && typeof bound === "object" && isLoopback(bound.address);
	return {
		port: bound !== null && typeof bound === "object" ? bound.port : 0,
		async stop() {
			server.closeAllConnections();
			server.close();
		},
	};
}

interface HttpRefusal {
	readonly status: number;
	readonly text: string;
}

function refusalOf(
	{ method = "", headers }: IncomingMessage,
	isOnLoopback: boolean,
	ownHost: string,
): HttpRefusal | undefined {
	if (isOnLoopback) {
		const host = hostName(headers.host);
		const isOurs =
			host !== undefined &&
			(host === "localhost" ||
				host === ownHost.toLowerCase() ||
				isLoopback(host.replace(/^\[|\]$/g, "")));
		if (!isOurs)
			return { status: 421, text: "This server has another name.\n" };
	}
	if (method !== "GET" && method !== "HEAD")
		return { status: 405, text: "Only GET and HEAD are answered.\n" };
	return undefined;
}

function isLoopback(address: string): boolean {
	const version = isIP(address);
	if (version === 0) return false;
	return loopback.check(address, version === 4 ? "ipv4" : "ipv6");
}

function refuse(answer: ServerResponse, { status, text }: HttpRefusal): void {
	if (status === 405) answer.setHeader("allow", "GET, HEAD");
	send(answer, status, "text/plain; charset=utf-8", text);
}

async function respond(
	path: string,
	answer: ServerResponse,
	parts: Pick<
		Parameters<typeof startOperationsServer>[0],
		"health" | "metrics" | "jobs"
	>,
): Promise<void> {
	if (path === "/healthz")
		return send(answer, 200, "text/plain; charset=utf-8", "ok\n");
	if (path === "/readyz") {
		const report = await parts.health.report();
		return sendJson(answer, report.ok ? 200 : 503, report);
	}
	if (path === "/jobs") return sendJson(answer, 200, parts.jobs?.list() ?? []);
	if (path === "/metrics") {
		const { contentType, text } = await parts.metrics.expose();
		return send(answer, 200, contentType, text);
	}
	send(
		answer,
		404,
		"text/plain; charset=utf-8",
		"Not found. Try /healthz, /readyz, /jobs or /metrics.\n",
	);
}

function sendJson(answer: ServerResponse, status: number, body: unknown): void {
	send(answer, status, "application/json", `${JSON.stringify(body)}\n`);
}

function send(
	answer: ServerResponse,
	status: number,
	type: string,
	body: string,
): void {
	answer
		.writeHead(status, {
			"content-type": type,
			"cache-control": "no-store",
			"x-content-type-options": "nosniff",
		})
		.end(body);
}
