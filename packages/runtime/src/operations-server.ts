import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Health } from "./health.ts";
import type { JobRunner } from "./jobs/job-runner.ts";
import type { Metrics } from "./metrics.ts";

/** The small door for operators: /healthz, /readyz, /jobs and /metrics. It shows no secrets and takes no orders. */
export interface OperationsServer {
	readonly port: number;
	stop(): Promise<void>;
}

/**
 * `/healthz` answers 200 while the process turns at all; `/readyz` 200 only when every part is well, else 503 with the reasons;
 * `/jobs` lists the jobs of the process with their last run, error and next run.
 * @throws the listen error, e.g. EADDRINUSE.
 */
export async function startOperationsServer(options: {
	readonly host: string;
	readonly port: number;
	readonly health: Health;
	readonly metrics: Metrics;
	readonly jobs?: Pick<JobRunner, "list">;
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
		.writeHead(status, { "content-type": type, "cache-control": "no-store" })
		.end(body);
}
