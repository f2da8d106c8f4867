import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Health } from "./health.ts";
import type { Metrics } from "./metrics.ts";

/** The small door for operators: /healthz, /readyz and /metrics. It tells no secrets and takes no orders. */
export interface OperationsServer {
	readonly port: number;
	stop(): Promise<void>;
}

/**
 * `/healthz` answers 200 while the process turns at all; `/readyz` 200 only when every part is well, else 503 with the reasons.
 * @throws the listen error, e.g. EADDRINUSE.
 */
export async function startOperationsServer(options: {
	readonly host: string;
	readonly port: number;
	readonly health: Health;
	readonly metrics: Metrics;
}): Promise<OperationsServer> {
	const server = createServer((request, answer) => {
		respond(request.url ?? "/", answer, options).catch(() => answer.destroy());
	});
	server.listen(options.port, options.host);
	await once(server, "listening");
	return {
		port: (server.address() as AddressInfo).port,
		async stop() {
			server.closeAllConnections();
			server.close();
		},
	};
}

async function respond(
	path: string,
	answer: ServerResponse,
	parts: { readonly health: Health; readonly metrics: Metrics },
): Promise<void> {
	if (path === "/healthz")
		return send(answer, 200, "text/plain; charset=utf-8", "ok\n");
	if (path === "/readyz") {
		const report = await parts.health.report();
		return send(
			answer,
			report.ok ? 200 : 503,
			"application/json",
			`${JSON.stringify(report)}\n`,
		);
	}
	if (path === "/metrics") {
		const { contentType, text } = await parts.metrics.expose();
		return send(answer, 200, contentType, text);
	}
	send(
		answer,
		404,
		"text/plain; charset=utf-8",
		"not here: try /healthz, /readyz or /metrics\n",
	);
}

function send(
	answer: ServerResponse,
	status: number,
	type: string,
	body: string,
): void {
	answer
		.writeHead(status, { "content-type": type, "cache-control": "no-store" })
		.end(body);
}
