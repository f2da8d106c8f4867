import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { openEvents } from "../open-events.ts";
import {
	type AgentId,
	AppError,
	type EventBatch,
	type Notice,
	noticeKind,
	publishEvents,
	subjectToken,
} from "@quarterdeck/contract";
import {
	createJobRunner,
	createLog,
	createMetrics,
	readEnvironment,
	systemClock,
} from "@quarterdeck/runtime";
import { connectAgentLink } from "@quarterdeck/wire";

/*
 * Stands in for an agent with a source of events, which no agent has yet: in the state folder and with the credential of an agent that
 * does not run, it opens the agent's own spool and sends over the bus as the agent does.
 *
 *   POST /put        {from, count}   puts so many events, which count up
 *   POST /tell       [notice, …]     puts notices
 *   POST /lose       loses the reply to every batch from now on, after it has come
 *   POST /say        sends this batch as it is, past the spool, and answers with the reply
 *   GET  /sent       the batches that were sent since the start
 *   GET  /metrics
 */

const { QD_STATE_DIR: stateDir = "" } = readEnvironment();
const clock = systemClock;
const log = createLog({ process: "publisher", level: "info" });
const credential: {
	agentId: AgentId;
	jwt: string;
	seed: string;
	orderKeys: string[];
	servers: string[];
	ca?: string;
} = JSON.parse(readFileSync(join(stateDir, "agent.json"), "utf8"));
const link = await connectAgentLink({
	servers: credential.servers,
	inst: subjectToken(credential.agentId),
	credential,
	trust: { authorities: () => credential.ca },
	orderKeys: credential.orderKeys,
	log,
	clock,
});
const metrics = createMetrics({ processMetrics: false });
const jobs = createJobRunner({ clock, log, metrics });
const events = openEvents({
	settings: { stateDir, spoolBytes: 64 * 1024 * 1024, spoolEvents: 1000 },
	clock,
	log,
	metrics,
	jobs,
});

const sent: unknown[] = [];
let losesReplies = false;
jobs.start(
	events.sendOver({
		get state() {
			return link.state;
		},
		onState: (listener) => link.onState(listener),
		async ask(verb, request, options) {
			sent.push(request);
			const reply = await link.ask(verb, request, options);
			if (!losesReplies) return reply;
			throw new AppError("BUS_UNAVAILABLE", { reason: "the reply was lost" });
		},
	}),
);

function put({ from, count }: { from: number; count: number }): void {
	for (let i = from; i < from + count; i++)
		events.put({
			at: clock.now().toISOString(),
			source: "journey",
			kind: "counted",
			data: { i },
		});
}

function tell(notices: readonly Notice[]): void {
	for (const notice of notices)
		events.put({
			at: clock.now().toISOString(),
			source: notice.group,
			kind: noticeKind,
			data: notice,
		});
}

async function answer(path: string, body: unknown): Promise<unknown> {
	switch (path) {
		case "/put":
			return put(body as { from: number; count: number });
		case "/tell":
			return tell(body as readonly Notice[]);
		case "/lose":
			losesReplies = true;
			return undefined;
		case "/say":
			return await link.ask(publishEvents, body as EventBatch);
		case "/sent":
			return sent;
		case "/metrics":
			return (await metrics.expose()).text;
		default:
			throw new Error(`there is no ${path}`);
	}
}

const server = createServer(async (request, response) => {
	try {
		let text = "";
		for await (const part of request) text += part;
		const said = await answer(request.url ?? "", text && JSON.parse(text));
		response.end(JSON.stringify(said ?? null));
	} catch (error) {
		response.statusCode = 500;
		response.end(String(error));
	}
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;
console.log(JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}` }));
process.once("SIGTERM", () => process.exit(0));
