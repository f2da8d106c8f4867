import type {
	Msg,
	MsgHdrs,
	NatsConnection,
	ServerInfo,
} from "@nats-io/transport-node";
import { AppError } from "@quarterdeck/contract";
import { type Clock, type Log, pause } from "@quarterdeck/runtime";
import type { BusCredential } from "../auth/creds-file.ts";
import type { WireMeter } from "../meter.ts";
import { type BackoffSettings, backoffMs } from "./backoff.ts";
import { type BusTrust, busAddress } from "./bus-trust.ts";
import type { ConnectionState } from "./connection-state.ts";
import { type DialFailure, dial, dialFailure } from "./dial.ts";
import { rateLimitedWarning, type Warn } from "./rate-limited-warning.ts";

export interface BusConnectionDeps {
	readonly servers: readonly string[];
	readonly name: string;
	/** Asked at every attempt, so that a renewed credential is used at the next one. */
	readonly credential: () => BusCredential;
	readonly inboxPrefix: string;
	readonly trust?: BusTrust | undefined;
	readonly backoff: BackoffSettings;
	readonly log: Log;
	readonly clock: Clock;
	readonly meter: WireMeter;
	/** Throws when a server that let us in will not do. */
	readonly checkServer?: ((info: ServerInfo) => void) | undefined;
}

interface Subscribed {
	readonly subject: string;
	readonly listener: (msg: Msg) => void;
	readonly queue: string | undefined;
}

const firstState: ConnectionState = { state: "connecting" };
/** How long an old connection may finish the requests under way on it, in steps of 100 ms. */
const retireSteps = 150;

/**
 * A connection that is kept: it comes back by itself, with its subscriptions, until it is closed. Nothing is buffered
 * while it is away; who needs a message to arrive sends it again (the order protocol does).
 */
export class BusConnection {
	/** Resolves when the first attempt has ended, well or not. */
	readonly firstAttempt: Promise<void>;
	readonly #deps: BusConnectionDeps;
	readonly #warn: Warn;
	readonly #listeners = new Set<(state: ConnectionState) => void>();
	readonly #subscriptions: Subscribed[] = [];
	readonly #stopped = new AbortController();
	readonly #first = Promise.withResolvers<void>();
	/** Requests under way on each connection: an old one is given up only when it has none. */
	readonly #pending = new WeakMap<NatsConnection, number>();
	#state: ConnectionState = firstState;
	#current: NatsConnection | undefined;
	#isProven = false;
	#turn: number;
	#connectedBefore = false;
	#lastFailure: DialFailure | undefined;
	#waiting: AbortController | undefined;
	#renewing: Promise<boolean> | undefined;

	/** Starts connecting at once, and keeps at it. @throws AppError BUS_INSECURE or BUS_ADDRESS_INVALID for an address that will never do. */
	constructor(deps: BusConnectionDeps) {
		if (deps.servers.length === 0)
			throw new Error("The bus needs the address of a server.");
		for (const server of deps.servers) {
			if (!busAddress(server, deps.trust).isProven)
				deps.log.warn("the bus is insecure: its server proves nothing", {
					server,
				});
		}
		this.#deps = deps;
		this.#warn = rateLimitedWarning(deps);
		this.#turn = Math.floor(Math.random() * deps.servers.length);
		this.firstAttempt = this.#first.promise;
		void this.#keep();
	}

	state(): ConnectionState {
		return this.#state;
	}

	/** Why the last attempt failed, if one did. */
	get lastReason(): string | undefined {
		return this.#lastFailure?.reason;
	}

	/** Our own refusal of a server, if that is why the last attempt failed. */
	get lastRefusal(): AppError | undefined {
		const error = this.#lastFailure?.error;
		return error instanceof AppError ? error : undefined;
	}

	/** What the server said of itself, while connected. */
	info(): ServerInfo | undefined {
		return this.#current?.info;
	}

	/** Called at every change; returns how to unsubscribe. Listeners must not throw. */
	onState(listener: (state: ConnectionState) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/**
	 * Resolves when connected, at once when it is already.
	 * @throws the signal's reason, or an Error when the connection is closed first.
	 */
	async connected(signal?: AbortSignal): Promise<void> {
		signal?.throwIfAborted();
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const look = (next: ConnectionState) => {
			if (next.state === "connected") resolve();
			if (next.state === "closed")
				reject(new Error("the connection was closed"));
		};
		const abort = () => reject(signal?.reason);
		const off = this.onState(look);
		signal?.addEventListener("abort", abort, { once: true });
		look(this.#state);
		await promise.finally(() => {
			off();
			signal?.removeEventListener("abort", abort);
		});
	}

	/** Hands a message to the connection. False: there is none, and the message is gone. */
	publish(subject: string, payload: Uint8Array, headers?: MsgHdrs): boolean {
		const connection = this.#current;
		if (!connection || connection.isClosed()) return false;
		try {
			connection.publish(subject, payload, headers ? { headers } : {});
		} catch (error) {
			const reason = error instanceof Error ? error.message : String(error);
			this.#warn("a message could not be sent", { reason });
			return false;
		}
		this.#deps.meter.sent(payload.length);
		return true;
	}

	/** Subscribes now and after every reconnect. */
	subscribe(
		subject: string,
		listener: (msg: Msg) => void,
		queue?: string,
	): void {
		const wanted = { subject, listener, queue };
		this.#subscriptions.push(wanted);
		const connection = this.#current;
		if (connection && !connection.isClosed()) this.#listen(connection, wanted);
	}

	/**
	 * One request, one reply.
	 * @throws the client's error, or an Error when there is no connection.
	 */
	async request(
		subject: string,
		payload: Uint8Array,
		options: { readonly timeoutMs: number; readonly headers?: MsgHdrs },
	): Promise<Msg> {
		const connection = this.#current;
		if (!connection) throw new Error("there is no connection to the bus");
		const { timeoutMs, headers } = options;
		this.#count(connection, 1);
		this.#deps.meter.sent(payload.length);
		try {
			const reply = await connection.request(subject, payload, {
				timeout: Math.max(1, timeoutMs),
				...(headers ? { headers } : {}),
			});
			this.#deps.meter.received(reply.data.length);
			return reply;
		} finally {
			this.#count(connection, -1);
		}
	}

	/**
	 * One request, replies from every server of a cluster: until none came for a while.
	 * @throws the client's error, or an Error when there is no connection.
	 */
	async requestMany(
		subject: string,
		payload: Uint8Array,
		listener: (reply: Msg) => void,
	): Promise<void> {
		const connection = this.#current;
		if (!connection) throw new Error("there is no connection to the bus");
		const replies = await connection.requestMany(subject, payload, {
			strategy: "stall",
			stall: 300,
			maxWait: 5000,
		});
		for await (const reply of replies) listener(reply);
	}

	/** Resolves when the server has everything that was published before. @throws when the connection is lost first. */
	async flush(): Promise<void> {
		if (this.#current) await flushed(this.#current);
	}

	/** Makes a new connection with the credential of now before it gives up the old one. False: it did not work. */
	renew(): Promise<boolean> {
		this.#renewing ??= this.#renew().finally(() => {
			this.#renewing = undefined;
		});
		return this.#renewing;
	}

	/** Tries again now instead of after the wait: something changed, such as the credential. */
	retryNow(): void {
		this.#waiting?.abort();
	}

	/** Ends it for good when the server has what was published, or a second later. */
	async flushAndClose(): Promise<void> {
		const giveUp = Promise.withResolvers<void>();
		const timer = this.#deps.clock.after(1000, giveUp.resolve);
		await Promise.race([this.flush().catch(() => {}), giveUp.promise]);
		timer.cancel();
		await this.close();
	}

	/** Ends it for good. */
	async close(): Promise<void> {
		if (this.#stopped.signal.aborted) return;
		this.#stopped.abort(new Error("the connection was closed"));
		this.#waiting?.abort();
		const last = this.#current;
		this.#current = undefined;
		await last?.close();
		this.#first.resolve();
		this.#become({ state: "closed" });
	}

	async #keep(): Promise<void> {
		const { backoff, clock } = this.#deps;
		let attempt = 0;
		let kind: DialFailure["kind"] = "unreachable";
		while (!this.#stopped.signal.aborted) {
			const end = await this.#stayConnected();
			this.#first.resolve();
			if (this.#stopped.signal.aborted) return;
			const isStable = end.connectedMs >= backoff.stableAfterMs;
			if (isStable || end.failure.kind !== kind) attempt = 0;
			kind = end.failure.kind;
			this.#report(end.failure);
			const waitMs = backoffMs(backoff, kind, attempt, Math.random());
			attempt += 1;
			this.#waiting = new AbortController();
			await pause(clock, waitMs, this.#waiting.signal).catch(() => {});
		}
	}

	#report(failure: DialFailure): void {
		const { kind, reason } = failure;
		this.#lastFailure = failure;
		if (kind === "refused") {
			this.#warn("the bus refuses our credential", { reason });
			this.#become({ state: "rejected", reason });
		} else {
			const isReached = kind === "unproven";
			this.#warn(
				isReached
					? "the server of the bus did not prove itself"
					: "the bus cannot be reached",
				{ reason },
			);
			this.#become({ state: "reconnecting", reason });
		}
	}

	/** Connects once and stays until the connection, or the one that replaced it, ends. */
	async #stayConnected(): Promise<{
		connectedMs: number;
		failure: DialFailure;
	}> {
		try {
			await this.#open(undefined);
		} catch (error) {
			return { connectedMs: 0, failure: dialFailure(error) };
		}
		const { clock } = this.#deps;
		const sinceMs = clock.monotonicMs();
		if (this.#connectedBefore) this.#deps.meter.reconnected();
		this.#connectedBefore = true;
		this.#announce();
		this.#first.resolve();
		const failure = await this.#end();
		return { connectedMs: clock.monotonicMs() - sinceMs, failure };
	}

	async #end(): Promise<DialFailure> {
		for (;;) {
			const watched = this.#current;
			if (!watched) return dialFailure(undefined);
			const error = await watched.closed();
			if (this.#current !== watched) continue;
			this.#current = undefined;
			return dialFailure(error);
		}
	}

	/** Connects, subscribes, and puts the connection in the place of `replaces` unless that changed meanwhile. */
	async #open(replaces: NatsConnection | undefined): Promise<void> {
		const { servers, name, inboxPrefix, trust, credential } = this.#deps;
		const server = servers[this.#turn++ % servers.length] ?? "";
		const { isProven } = busAddress(server, trust);
		const connection = await dial({
			server,
			name,
			credential: credential(),
			inboxPrefix,
			trust,
		});
		try {
			this.#check(connection);
			for (let listened = 0; listened < this.#subscriptions.length; ) {
				for (const wanted of this.#subscriptions.slice(listened)) {
					this.#listen(connection, wanted);
					listened += 1;
				}
				await flushed(connection);
			}
			this.#check(connection);
			if (this.#current !== replaces) throw new Error("it was replaced");
		} catch (error) {
			await connection.close();
			throw error;
		}
		this.#current = connection;
		this.#isProven = isProven;
		void this.#watchStatus(connection);
	}

	#check({ info }: NatsConnection): void {
		this.#stopped.signal.throwIfAborted();
		if (info) this.#deps.checkServer?.(info);
	}

	#announce(): void {
		const server = this.#current?.getServer() ?? "";
		const version = this.#current?.info?.version ?? "";
		this.#deps.log.info("connected to the bus", { server, version });
		const isProven = this.#isProven;
		this.#become({ state: "connected", server, version, isProven });
	}

	async #watchStatus(connection: NatsConnection): Promise<void> {
		for await (const status of connection.status()) {
			if (status.type === "error")
				this.#warn("the bus reports an error", {
					reason: status.error.message,
				});
			// The server is about to stop and asks its clients to go elsewhere first.
			if (status.type === "ldm") void this.renew();
		}
	}

	#listen(connection: NatsConnection, wanted: Subscribed): void {
		const queue = wanted.queue === undefined ? {} : { queue: wanted.queue };
		connection.subscribe(wanted.subject, {
			...queue,
			callback: (error, msg) => {
				if (error) {
					const reason = error.message;
					this.#warn("the bus refuses a subscription", { reason });
					return;
				}
				this.#deps.meter.received(msg.data.length);
				this.#guard(() => wanted.listener(msg));
			},
		});
	}

	async #renew(): Promise<boolean> {
		const old = this.#current;
		if (!old) return false;
		try {
			await this.#open(old);
		} catch (error) {
			const { reason } = dialFailure(error);
			this.#warn("the connection could not be renewed", { reason });
			return false;
		}
		this.#announce();
		void this.#retire(old);
		return true;
	}

	async #retire(old: NatsConnection): Promise<void> {
		for (let step = 0; step < retireSteps && this.#isBusy(old); step++)
			await pause(this.#deps.clock, 100);
		await old.drain().catch(() => {});
	}

	#isBusy(connection: NatsConnection): boolean {
		return (this.#pending.get(connection) ?? 0) > 0;
	}

	#count(connection: NatsConnection, by: number): void {
		this.#pending.set(connection, (this.#pending.get(connection) ?? 0) + by);
	}

	#become(state: ConnectionState): void {
		this.#state = state;
		for (const listener of [...this.#listeners])
			this.#guard(() => listener(state));
	}

	/** Whoever listens must not throw; one that does would take the connection's reader down with it. */
	#guard(act: () => void): void {
		try {
			act();
		} catch (error) {
			this.#deps.log.error("a listener of the bus threw", { error });
		}
	}
}

/** The client's own flush waits for ever when the connection ends meanwhile. */
async function flushed(connection: NatsConnection): Promise<void> {
	const lost = connection.closed().then((error) => {
		throw error ?? new Error("the connection was lost");
	});
	await Promise.race([connection.flush(), lost]);
}
