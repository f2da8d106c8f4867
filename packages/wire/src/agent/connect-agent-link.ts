import {
	type Ask,
	fetchTime,
	inOrganisation,
	type Order,
	type Report,
} from "@quarterdeck/contract";
import {
	type Clock,
	createNewId,
	createReportError,
	type Log,
	pause,
} from "@quarterdeck/runtime";
import type { BusCredential } from "../auth/creds-file.ts";
import { decodeJwt } from "../auth/jwt.ts";
import { publicKey } from "../auth/nkey.ts";
import { isInst } from "../auth/organisation-keys.ts";
import { encodeJson, wireHeaders } from "../codec.ts";
import { type BackoffSettings, defaultBackoff } from "../connection/backoff.ts";
import { BusConnection } from "../connection/bus-connection.ts";
import type { BusTrust } from "../connection/bus-trust.ts";
import type { ConnectionState } from "../connection/connection-state.ts";
import { rateLimitedWarning } from "../connection/rate-limited-warning.ts";
import { silentMeter, type WireMeter } from "../meter.ts";
import {
	defaultOrderServerSettings,
	OrderServer,
	type OrderServerSettings,
} from "../orders/order-server.ts";
import type { OrderHandler } from "../orders/received-order.ts";
import { createControlPlaneTime } from "../signing/control-plane-time.ts";
import { trustKeys } from "../signing/message-signature.ts";
import { createSignedSubscriptions } from "../signing/signed-subscriptions.ts";
import { AskClient } from "./ask.ts";

export interface AgentLinkSettings {
	readonly backoff?: Partial<BackoffSettings>;
	readonly orders?: Partial<OrderServerSettings>;
	/** How long `close` waits for the ends of stopped orders to be taken. */
	readonly closeGraceMs?: number;
}

export interface AgentLinkRequest {
	readonly servers: readonly string[];
	/** The agent's id as a subject token; the name in its JWT. */
	readonly inst: string;
	readonly credential: BusCredential;
	/** How the servers have to prove themselves. */
	readonly trust?: BusTrust | undefined;
	/** Public keys of the organisation: what none of them has signed is not obeyed. */
	readonly orderKeys: readonly string[];
	readonly log: Log;
	readonly clock: Clock;
	readonly meter?: WireMeter;
	readonly settings?: AgentLinkSettings;
}

/** An agent's connection to the control plane. It comes back by itself until it is closed. */
export interface AgentLink {
	readonly state: ConnectionState;
	/** Called at every change of state; returns how to unsubscribe. */
	onState(listener: (state: ConnectionState) => void): () => void;
	/** Resolves when connected. @throws the signal's reason, or an Error when the link is closed first. */
	connected(signal?: AbortSignal): Promise<void>;
	/** Publishes a report once; false when there is no connection, and then it is lost. */
	publish<Body>(verb: Report<Body>, body: Body): boolean;
	/** Asks the control plane and waits for its reply. @throws AppError as it was refused, or BUS_UNAVAILABLE; the signal's reason. */
	ask<Request, Reply>(
		verb: Ask<Request, Reply>,
		request: Request,
		options?: { readonly signal?: AbortSignal | undefined },
	): Promise<Reply>;
	/** Answers an order from now on: each is run once. @throws Error when the verb is served already. */
	serve<Request, End>(
		verb: Order<Request, End>,
		handler: OrderHandler<Request, End>,
	): void;
	/**
	 * A renewed JWT, with the seed when it is for another key: the connection is renewed with it now, before the old one is given up.
	 * Resolves with true when it carries the connection, with false when a newer one came or there is no connection to renew.
	 */
	useCredential(credential: {
		readonly jwt: string;
		readonly seed?: string;
		/** The keys to obey from now on. */
		readonly orderKeys?: readonly string[];
	}): Promise<boolean>;
	/** Resolves when the server has everything that was published before. */
	flush(): Promise<void>;
	/** Stops the orders, waits a little for their ends to be taken, and ends the connection. */
	close(): Promise<void>;
}

/** Wait between attempts to renew the connection while the old one still holds. */
const renewAgainMs = 5000;

/**
 * Connects an agent. Resolves after the first attempt, well or not: `state` says which, and the link goes on trying.
 * @throws Error when the seed, the JWT or `inst` do not belong together, or there is no order key.
 */
export async function connectAgentLink(
	request: AgentLinkRequest,
): Promise<AgentLink> {
	const { inst, log, clock, meter = silentMeter, settings = {} } = request;
	let credential = request.credential;
	checkCredential(inst, credential);
	const connection = new BusConnection({
		servers: request.servers,
		name: inst,
		credential: () => credential,
		inboxPrefix: inOrganisation.inboxPrefix(inst),
		trust: request.trust,
		backoff: { ...defaultBackoff, ...settings.backoff },
		log,
		clock,
		meter,
	});
	const trusted = trustKeys(request.orderKeys);
	const time = createControlPlaneTime(clock);
	const warn = rateLimitedWarning({ log, clock });
	const parts = { connection, inst, trusted, time, clock, meter, warn };
	const asks = new AskClient(parts);
	const subscriptions = createSignedSubscriptions({
		...parts,
		fetchTime: () => asks.ask(fetchTime, {}),
	});
	const orders = new OrderServer({
		inst,
		connection,
		subscriptions,
		time,
		settings: { ...defaultOrderServerSettings, ...settings.orders },
		log,
		clock,
		meter,
		warn,
		reportError: createReportError({ log, newId: createNewId(clock) }),
	});
	await connection.firstAttempt;
	return {
		get state() {
			return connection.state();
		},
		onState: (listener) => connection.onState(listener),
		connected: (signal) => connection.connected(signal),
		publish(verb, body) {
			const payload = encodeJson(verb.body.parse(body));
			const subject = inOrganisation.report(inst, verb.name);
			return connection.publish(subject, payload, wireHeaders());
		},
		ask: (verb, body, options) => asks.ask(verb, body, options?.signal),
		serve: (verb, handler) => orders.serve(verb, handler),
		useCredential({ jwt, seed = credential.seed, orderKeys }) {
			const renewed = { jwt, seed };
			checkCredential(inst, renewed);
			if (orderKeys) trusted.replace(orderKeys);
			credential = renewed;
			return renewConnection(connection, clock, () => credential === renewed);
		},
		flush: () => connection.flush(),
		async close() {
			const isUp = connection.state().state === "connected";
			await orders.close(isUp ? (settings.closeGraceMs ?? 3000) : 0);
			await connection.flushAndClose();
		},
	};
}

/** Until the new credential carries the connection, or a newer one came, or there is no connection to renew. */
async function renewConnection(
	connection: BusConnection,
	clock: Clock,
	isNewest: () => boolean,
): Promise<boolean> {
	while (isNewest() && connection.state().state === "connected") {
		if (await connection.renew()) return isNewest();
		await pause(clock, renewAgainMs);
	}
	connection.retryNow();
	return false;
}

function checkCredential(inst: string, { jwt, seed }: BusCredential): void {
	if (!isInst(inst))
		throw new Error("The agent's name is not a valid subject token.");
	const claims = decodeJwt(jwt);
	if (claims.sub !== publicKey(seed))
		throw new Error("The JWT was not made for this seed.");
	if (claims.name !== inst)
		throw new Error("The JWT was made for another agent.");
}
