import type { Msg } from "@nats-io/transport-node";
import type { Clock, Job, JobRunner, Log } from "@quarterdeck/runtime";
import { z } from "zod";
import type { BusCredential } from "../auth/creds-file.ts";
import { systemInbox } from "../auth/user-claims.ts";
import { decodeJson, encodeJson } from "../codec.ts";
import { awaitFirstConnection } from "../connection/await-first-connection.ts";
import type { BackoffSettings } from "../connection/backoff.ts";
import type { BusConnection } from "../connection/bus-connection.ts";
import type { BusTrust } from "../connection/bus-trust.ts";
import type { ConnectionState } from "../connection/connection-state.ts";
import { createControlPlaneConnection } from "../connection/control-plane-connection.ts";
import {
	rateLimitedWarning,
	type Warn,
} from "../connection/rate-limited-warning.ts";
import type { WireMeter } from "../meter.ts";

import { ConnectionTable, connectionKey } from "./connection-table.ts";
import {
	type AgentConnection,
	readConnections,
	readEvent,
} from "./server-events.ts";

export interface ConnectionLimiterRequest {
	readonly servers: readonly string[];
	/** A user of the system account. */
	readonly systemCredential: BusCredential;
	/** Accounts whose connections are not counted: the system's and the control plane's own. */
	readonly systemAccountId: string;
	readonly controlPlaneAccountId: string;
	/** How the servers have to prove themselves. */
	readonly trust?: BusTrust | undefined;
	/** Connections an agent may have at a time; 2 lets it renew one before it gives up the other. */
	readonly allowedConnections?: number;
	readonly log: Log;
	readonly clock: Clock;
	/** Runs the comparison of the table with the servers until the limiter is closed. */
	readonly jobs: Pick<JobRunner, "start">;
	readonly meter?: WireMeter;
	/** The listeners must return at once and not throw. */
	readonly onConnect?: (connection: AgentConnection) => void;
	readonly onDisconnect?: (connection: AgentConnection, reason: string) => void;
	readonly onKick?: (connection: AgentConnection) => void;
	readonly settings?: {
		readonly backoff?: Partial<BackoffSettings>;
		readonly connectWithinMs?: number;
		/** How often the table is compared with the servers, for events that were lost. */
		readonly compareEverySeconds?: number;
	};
}

/** Watches how many connections each agent has, and cuts the newest of those over the limit. */
export interface ConnectionLimiter {
	readonly state: ConnectionState;
	onState(listener: (state: ConnectionState) => void): () => void;
	/** Every connection of an agent that is known now. */
	connections(): readonly AgentConnection[];
	/** Those of one agent, oldest first. */
	connectionsOf(
		agent: Pick<AgentConnection, "busAccount" | "inst">,
	): readonly AgentConnection[];
	close(): Promise<void>;
}

const pageSize = 256;
const requestTimeoutMs = 2000;
const kickReplySchema = z.object({ error: z.unknown().optional() });

/**
 * Connects the limiter (docs/architecture/nats-facts.md#connection-limits).
 * @throws AppError BUS_TOO_OLD, or BUS_UNAVAILABLE when no server lets us in.
 */
export async function createConnectionLimiter(
	request: ConnectionLimiterRequest,
): Promise<ConnectionLimiter> {
	const { log, clock, settings = {} } = request;
	const connection = createControlPlaneConnection(request, {
		name: "connection limiter",
		credential: request.systemCredential,
		inboxPrefix: systemInbox,
	});
	const watch = new ConnectionWatch(
		request,
		connection,
		rateLimitedWarning({ log, clock }),
	);
	const withinMs = settings.connectWithinMs ?? 10_000;
	await awaitFirstConnection({ connection, clock, log, withinMs });
	const job = request.jobs.start(
		compareJob(watch, connection, settings.compareEverySeconds ?? 300),
	);
	await watch.firstComparison;
	return {
		get state() {
			return connection.state();
		},
		onState: (listener) => connection.onState(listener),
		connections: () => watch.connections(),
		connectionsOf: (agent) => watch.connectionsOf(agent),
		async close() {
			await connection.close();
			await job.stop();
		},
	};
}

function compareJob(
	watch: ConnectionWatch,
	connection: BusConnection,
	every: number,
): Job {
	return {
		name: "compare-agent-connections",
		description:
			"Compares the table of agents' connections with the servers, and cuts what is over the limit.",
		every,
		when: (wake) =>
			connection.onState(({ state }) => {
				if (state === "connected") wake();
			}),
		run: () => watch.compare(),
	};
}

interface Meanwhile {
	readonly came: AgentConnection[];
	readonly ended: Set<string>;
}

class ConnectionWatch {
	readonly #request: ConnectionLimiterRequest;
	readonly #connection: BusConnection;
	readonly #warn: Warn;
	readonly #allowed: number;
	#table = new ConnectionTable();
	/** What happened while the servers are asked: a page that says otherwise is out of date. */
	#meanwhile: Meanwhile | undefined;
	readonly #compared = Promise.withResolvers<void>();
	readonly #kicking = new Set<string>();

	constructor(
		request: ConnectionLimiterRequest,
		connection: BusConnection,
		warn: Warn,
	) {
		this.#request = request;
		this.#connection = connection;
		this.#warn = warn;
		this.#allowed = request.allowedConnections ?? 2;
		connection.subscribe("$SYS.ACCOUNT.*.CONNECT", (msg) =>
			this.#connected(msg),
		);
		connection.subscribe("$SYS.ACCOUNT.*.DISCONNECT", (msg) =>
			this.#disconnected(msg),
		);
	}

	/** Resolves when the servers were asked once, also when they did not answer. */
	get firstComparison(): Promise<void> {
		return this.#compared.promise;
	}

	connections(): readonly AgentConnection[] {
		return this.#table.all();
	}

	connectionsOf(
		agent: Pick<AgentConnection, "busAccount" | "inst">,
	): readonly AgentConnection[] {
		return this.#table.ofSameAgent(agent);
	}

	/** Asks the servers for their connections and starts the table anew from what they say. @throws when they do not answer. */
	async compare(): Promise<void> {
		const meanwhile: Meanwhile = { came: [], ended: new Set() };
		this.#meanwhile = meanwhile;
		try {
			this.#table = this.#tableOf(await this.#list(), meanwhile);
		} finally {
			this.#meanwhile = undefined;
			this.#compared.resolve();
		}
		for (const connection of this.#table.all()) void this.#enforce(connection);
	}

	#tableOf(
		found: readonly AgentConnection[],
		meanwhile: Meanwhile,
	): ConnectionTable {
		const table = new ConnectionTable();
		for (const connection of [...found, ...meanwhile.came]) {
			const hasEnded = meanwhile.ended.has(connectionKey(connection));
			if (this.#isCounted(connection) && !hasEnded) table.add(connection);
		}
		return table;
	}

	async #list(): Promise<AgentConnection[]> {
		const found: AgentConnection[] = [];
		const more: { serverId: string; offset: number }[] = [];
		const take = (payload: Uint8Array) => {
			const page = readConnections(payload);
			if (!page) return;
			found.push(...page.connections);
			const { serverId, nextOffset: offset } = page;
			if (offset !== undefined) more.push({ serverId, offset });
		};
		const subject = "$SYS.REQ.SERVER.PING.CONNZ";
		await this.#connection.requestMany(subject, query({ offset: 0 }), (reply) =>
			take(reply.data),
		);
		for (let next = more.shift(); next; next = more.shift())
			take(await this.#connz(next.serverId, { offset: next.offset }));
		return found;
	}

	#connected(msg: Msg): void {
		const read = readEvent(msg);
		if (!read || !this.#isCounted(read.connection)) return;
		this.#meanwhile?.came.push(read.connection);
		if (!this.#table.add(read.connection)) return;
		this.#request.onConnect?.(read.connection);
		void this.#enforce(read.connection);
	}

	#disconnected(msg: Msg): void {
		const read = readEvent(msg);
		if (!read || !this.#isCounted(read.connection)) return;
		this.#meanwhile?.ended.add(connectionKey(read.connection));
		this.#table.remove(read.connection);
		this.#request.onDisconnect?.(read.connection, read.reason);
	}

	#isCounted({ busAccount }: AgentConnection): boolean {
		const { systemAccountId, controlPlaneAccountId } = this.#request;
		return (
			busAccount !== systemAccountId && busAccount !== controlPlaneAccountId
		);
	}

	async #enforce(one: AgentConnection): Promise<void> {
		if (this.#table.ofSameAgent(one).length <= this.#allowed) return;
		try {
			await this.#forgetEnded(one);
			const surplus = this.#table.ofSameAgent(one).slice(this.#allowed);
			await Promise.all(surplus.map((connection) => this.#kick(connection)));
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			this.#warn("a surplus connection could not be cut", { reason });
		}
	}

	/** An event may have been lost: before anybody is cut, the servers are asked which connections really are there. */
	async #forgetEnded(one: AgentConnection): Promise<void> {
		const known = this.#table.ofSameAgent(one);
		const pairs = new Map(
			known.map((c) => [`${c.serverId} ${c.userKey}`, c] as const),
		);
		const there = new Set<string>();
		for (const { serverId, userKey } of pairs.values()) {
			const filter = { user: userKey, offset: 0 };
			// A server that does not answer has no connections any more.
			const payload = await this.#connz(serverId, filter).catch(
				() => undefined,
			);
			const page = payload && readConnections(payload);
			for (const connection of page?.connections ?? [])
				there.add(connectionKey(connection));
		}
		for (const connection of known)
			if (!there.has(connectionKey(connection))) this.#table.remove(connection);
	}

	async #kick(connection: AgentConnection): Promise<void> {
		const key = connectionKey(connection);
		if (this.#kicking.has(key)) return;
		this.#kicking.add(key);
		try {
			const { serverId, connectionId, busAccount, inst } = connection;
			const subject = `$SYS.REQ.SERVER.${serverId}.KICK`;
			const reply = await this.#ask(subject, encodeJson({ cid: connectionId }));
			this.#table.remove(connection);
			if (decodeJson(kickReplySchema, reply)?.value.error !== undefined) return;
			this.#warn("an agent had too many connections; the newest was cut", {
				busAccount,
				instance: inst,
				limit: this.#allowed,
			});
			this.#request.onKick?.(connection);
		} finally {
			this.#kicking.delete(key);
		}
	}

	#connz(
		serverId: string,
		filter: Readonly<Record<string, unknown>>,
	): Promise<Uint8Array> {
		const subject = `$SYS.REQ.SERVER.${serverId}.CONNZ`;
		return this.#ask(subject, query(filter));
	}

	async #ask(subject: string, payload: Uint8Array): Promise<Uint8Array> {
		const options = { timeoutMs: requestTimeoutMs };
		return (await this.#connection.request(subject, payload, options)).data;
	}
}

function query(filter: Readonly<Record<string, unknown>>): Uint8Array {
	return encodeJson({ auth: true, limit: pageSize, ...filter });
}
