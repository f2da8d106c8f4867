import { createHash } from "node:crypto";
import { once } from "node:events";
import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import {
	type Clock,
	connectionsAtMost,
	createTokenBuckets,
	type Log,
} from "@quarterdeck/runtime";
import type { OpenInGroup, SourceStreams } from "../../flows/stream-source.ts";
import { RecentCalls } from "./recent-calls.ts";
import { isAuthorized, type WebhookToken } from "./webhook-tokens.ts";

/** Where sources receive events from outside: `POST /sources/v1/GROUP` (docs/architecture/botkube-compatibility.md#incoming-webhook). */
export interface WebhookDoor {
	/** Listens on this port from now on, or on none. A port that is taken is an error of the log, and the agent goes on. */
	listen(port: number | undefined): Promise<void>;
	/** The port that it listens on. */
	port(): number | undefined;
	stop(): Promise<void>;
}

export interface WebhookDeps {
	readonly host: string;
	/** Read at each call, so that a token can be changed. Empty: nobody is let in. @throws Error when they cannot be read. */
	readonly tokens: () => readonly WebhookToken[];
	readonly maxBytes: number;
	readonly sources: Pick<SourceStreams, "call" | "openIn">;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter?: { called(status: number): void };
}

const times = {
	headersTimeout: 10_000,
	requestTimeout: 20_000,
	keepAliveTimeout: 5000,
	connectionsCheckingInterval: 2000,
};
const maxConnections = 128;
/** Calls that plugins work on at the same time. */
const maxCalls = 16;
const callTimeoutMs = 30_000;
const path = /^\/sources\/v1(?:\/([^/?#]*))?\/?(?:\?.*)?$/;

interface Answer {
	readonly status: number;
	readonly body: { readonly success: true } | { readonly error: string };
	readonly headers?: Readonly<Record<string, string>>;
}

/** Closed at first. */
export function createWebhookDoor(deps: WebhookDeps): WebhookDoor {
	const { clock, log } = deps;
	const calls = new RecentCalls(clock);
	const perGroup = createTokenBuckets({
		clock,
		perSecond: 20,
		burst: 100,
		maxKeys: 1000,
	});
	const strangers = createTokenBuckets({ clock, perSecond: 5, burst: 20 });
	const stopping = new AbortController();
	let underWay = 0;
	let server: Server | undefined;
	let wanted: number | undefined;

	async function answerTo(request: IncomingMessage): Promise<Answer> {
		const early = admit(request, deps, (key) => strangers.take(key));
		if ("status" in early) return early;
		const { group } = early;
		const rate = perGroup.take(group);
		if (!rate.ok || underWay >= maxCalls)
			return tooMany(rate.ok ? 1 : rate.retrySeconds);
		underWay += 1;
		try {
			const payload = await readBody(request, deps.maxBytes);
			if (payload === undefined) return tooLarge(deps.maxBytes);
			return await dispatch(
				{ group, payload, key: request.headers["idempotency-key"] },
				{ ...deps, calls, signal: stopping.signal },
			);
		} finally {
			underWay -= 1;
		}
	}
	async function close(): Promise<void> {
		const closing = server;
		server = undefined;
		if (!closing) return;
		closing.closeAllConnections();
		await new Promise((resolve) => closing.close(resolve));
	}
	async function open(port: number): Promise<void> {
		const opening = createServer(times, (request, response) => {
			answerTo(request)
				.then((answer) => {
					deps.meter?.called(answer.status);
					send(request, response, answer);
				})
				.catch(() => response.destroy());
		});
		opening.maxConnections = connectionsAtMost(maxConnections);
		opening.listen(port, deps.host);
		try {
			await once(opening, "listening");
		} catch (error) {
			log.error("the incoming webhook cannot be opened", { error, port });
			return;
		}
		server = opening;
		log.info("the incoming webhook is open", { port });
		if (!hasTokens(deps))
			log.warn(
				"the incoming webhook lets nobody in, because it has no token: name a file with --webhook-token-file",
			);
	}
	return {
		async listen(port) {
			if (port === wanted || stopping.signal.aborted) return;
			wanted = port;
			await close();
			if (port !== undefined && wanted === port) await open(port);
		},
		port: () => (server?.address() as AddressInfo | null | undefined)?.port,
		async stop() {
			stopping.abort(new Error("the agent is stopping"));
			await close();
		},
	};
}

function hasTokens({ tokens, log }: WebhookDeps): boolean {
	try {
		return tokens().length > 0;
	} catch (error) {
		log.error("the tokens of the webhook cannot be read", { error });
		return false;
	}
}

type Take = ReturnType<typeof createTokenBuckets>["take"];

/** Who may go on, decided before a byte of the body is read. */
function admit(
	request: IncomingMessage,
	deps: WebhookDeps,
	takeStranger: Take,
): Answer | { readonly group: string } {
	const found = path.exec(request.url ?? "");
	if (!found) return failed(404, "there is nothing at this address");
	if (request.method !== "POST")
		return { ...failed(405, "only POST is taken"), headers: { allow: "POST" } };
	const group = decoded(found[1] ?? "");
	if (group === undefined || group === "")
		return failed(400, "Source name in path is required");
	let tokens: readonly WebhookToken[];
	try {
		tokens = deps.tokens();
	} catch (error) {
		deps.log.error("the tokens of the webhook cannot be read", { error });
		return failed(503, "the tokens of this agent's webhook cannot be read");
	}
	if (tokens.length === 0)
		return failed(
			503,
			"this agent's webhook has no token, so it lets nobody in: name a file with --webhook-token-file",
		);
	if (!isAuthorized(request.headers.authorization, group, tokens)) {
		const rate = takeStranger(request.socket.remoteAddress ?? "");
		if (!rate.ok) return tooMany(rate.retrySeconds);
		return {
			...failed(401, "a token is required, as a bearer or as a password"),
			headers: { "www-authenticate": 'Bearer, Basic realm="sources"' },
		};
	}
	if (deps.sources.openIn(group) === undefined)
		return failed(404, `source "${group.slice(0, 256)}" not found`);
	if (Number(request.headers["content-length"] ?? 0) > deps.maxBytes)
		return tooLarge(deps.maxBytes);
	return { group };
}

/** Every plugin of the group is called, each once for the same call; what failed may be called again. */
async function dispatch(
	call: {
		readonly group: string;
		readonly payload: Uint8Array;
		readonly key: string | readonly string[] | undefined;
	},
	deps: WebhookDeps & {
		readonly calls: RecentCalls;
		readonly signal: AbortSignal;
	},
): Promise<Answer> {
	const { group, payload, key } = call;
	const what = createHash("sha256")
		.update(key === undefined ? payload : `key ${String(key)}`)
		.digest("base64");
	let taken = 0;
	const problems: string[] = [];
	const plugins = deps.sources.openIn(group) ?? [];
	await Promise.all(
		plugins.map(async (one) => {
			const name = JSON.stringify([group, one.plugin, key !== undefined, what]);
			try {
				await deps.calls.once(name, () => callOne(one, payload, deps));
				taken += 1;
			} catch (error) {
				if (error instanceof TakesNone) return;
				problems.push(error instanceof Error ? error.message : String(error));
			}
		}),
	);
	if (problems.length === 0 && taken > 0)
		return { status: 200, body: { success: true } };
	const reason =
		problems.join("; ") || "no plugin of it takes external requests";
	return failed(
		500,
		`while dispatching external request: ${reason.slice(0, 1000)}`,
	);
}

/** The plugin has no webhook. */
class TakesNone extends Error {}

async function callOne(
	one: OpenInGroup,
	payload: Uint8Array,
	{
		sources,
		clock,
		signal,
	}: Pick<WebhookDeps, "clock" | "sources"> & { readonly signal: AbortSignal },
): Promise<void> {
	const overdue = new AbortController();
	const timer = clock.after(callTimeoutMs, () =>
		overdue.abort(new Error("the plugin did not answer in time")),
	);
	const within = AbortSignal.any([signal, overdue.signal]);
	const became = await sources
		.call(one, payload, { signal: within, timeoutMs: callTimeoutMs })
		.finally(() => timer.cancel());
	if (became === "takes-none") throw new TakesNone();
	if (became === "no-event")
		throw new Error("the plugin answered with something that is no event");
}

/** Undefined when it is larger than allowed. @throws when it is cut off. */
async function readBody(
	request: IncomingMessage,
	maxBytes: number,
): Promise<Uint8Array | undefined> {
	const chunks: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		bytes += chunk.length;
		if (bytes > maxBytes) return undefined;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

function send(
	request: IncomingMessage,
	response: ServerResponse,
	{ status, body, headers }: Answer,
): void {
	if (response.destroyed) return;
	response.writeHead(status, {
		"content-type": "application/json",
		// What is left of a body that was not read is not waited for.
		...(request.complete ? {} : { connection: "close" }),
		...headers,
	});
	response.end(JSON.stringify(body));
}

function decoded(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}

function failed(status: number, error: string): Answer {
	return { status, body: { error } };
}

function tooLarge(maxBytes: number): Answer {
	return failed(413, `a body has at most ${maxBytes} bytes`);
}

function tooMany(retrySeconds: number): Answer {
	return {
		...failed(429, "too many calls"),
		headers: { "retry-after": String(retrySeconds) },
	};
}
