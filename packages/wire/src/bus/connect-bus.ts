import type { Msg } from "@nats-io/transport-node";
import {
	AppError,
	type Ask,
	errorBody,
	fetchTime,
	inControlPlane,
	type Order,
	partHeaders,
	type Report,
} from "@quarterdeck/contract";
import {
	type Clock,
	createNewId,
	createReportError,
	type Log,
} from "@quarterdeck/runtime";
import type { BusCredential } from "../auth/creds-file.ts";
import { isInst } from "../auth/organisation-keys.ts";
import { controlPlaneInbox } from "../auth/user-claims.ts";
import {
	decodeJson,
	encodeJson,
	maxPayloadBytes,
	messageProblem,
} from "../codec.ts";
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
import { type DropReason, silentMeter, type WireMeter } from "../meter.ts";
import { createAgentRate } from "../orders/agent-rate.ts";
import {
	type AgentAddress,
	defaultOrderCallerSettings,
	OrderCaller,
	type OrderCallerSettings,
	type OrderOptions,
} from "../orders/order-caller.ts";
import { serverVersionWarning } from "../server/server-version.ts";
import {
	createSignedSenders,
	type SignedSender,
	type SignerOf,
} from "../signing/signed-sender.ts";
import { createAnswerQueue } from "./answer-queue.ts";

export interface BusRequest {
	readonly servers: readonly string[];
	/** The control plane's user. */
	readonly credential: BusCredential;
	/** How the servers have to prove themselves. */
	readonly trust?: BusTrust | undefined;
	/** Who signs what is said to an organisation's agents. */
	readonly signerOf: SignerOf;
	readonly log: Log;
	readonly clock: Clock;
	readonly meter?: WireMeter;
	readonly settings?: {
		readonly backoff?: Partial<BackoffSettings>;
		readonly orders?: Partial<OrderCallerSettings>;
		/** How long the first connection may take. */
		readonly connectWithinMs?: number;
		/** Questions answered at a time, of each verb. */
		readonly concurrentAnswers?: number;
	};
}

export interface BusInfo {
	/** Version of the server; empty while there is no connection. */
	readonly version: string;
	readonly server: string;
	/** Whether the server proved itself by TLS; false while there is no connection. */
	readonly isProven: boolean;
	/** What an operator should know about the server: it is used although it has known flaws. */
	readonly warning: string | undefined;
}

export interface AnswerOptions {
	/** Requests of this verb that are answered at a time. */
	readonly concurrent?: number;
	/** Requests that wait behind them; what comes on top is dropped, and its agent sends it again. */
	readonly waiting?: number;
}

/** The control plane's connection to every agent of every organisation. */
export interface Bus {
	info(): BusInfo;
	readonly state: ConnectionState;
	onState(listener: (state: ConnectionState) => void): () => void;
	/** Receives what agents report; every control plane receives it. `listener` must not throw. */
	subscribe<Body>(
		verb: Report<Body>,
		listener: (from: AgentAddress, body: Body) => void,
	): void;
	/** Answers what agents ask; with several control planes one of them does. */
	answer<Request, Reply>(
		verb: Ask<Request, Reply>,
		handler: (from: AgentAddress, request: Request) => Promise<Reply>,
		options?: AnswerOptions,
	): void;
	/**
	 * Gives an order and resolves with its end. It reaches the agent once, over lost connections too.
	 * @throws AppError as the agent refused it · OrderUnanswered · OrderDeadline · the signal's reason · what `onOutput` threw.
	 */
	order<Request, End>(
		to: AgentAddress,
		verb: Order<Request, End>,
		request: Request,
		options: OrderOptions,
	): Promise<End>;
	/** Resolves when the server has everything that was sent before. */
	flush(): Promise<void>;
	/** Gives up open orders, stops them at the agents, and ends the connection. */
	close(): Promise<void>;
}

/**
 * Connects the control plane.
 * @throws AppError BUS_TOO_OLD, or BUS_UNAVAILABLE when no server lets us in within the time given.
 */
export async function connectBus(request: BusRequest): Promise<Bus> {
	const { log, clock, meter = silentMeter, settings = {} } = request;
	const connection = createControlPlaneConnection(request, {
		name: "controlplane",
		credential: request.credential,
		inboxPrefix: controlPlaneInbox,
	});
	const warn = rateLimitedWarning({ log, clock });
	const senderFor = createSignedSenders({ ...request, connection });
	const orders = new OrderCaller({
		connection,
		senderFor,
		settings: { ...defaultOrderCallerSettings, ...settings.orders },
		clock,
		meter,
		warn,
	});
	await awaitFirstConnection({
		connection,
		clock,
		log,
		withinMs: settings.connectWithinMs ?? 10_000,
	});
	const door = createDoor({ ...request, connection, senderFor, meter, warn });
	door.answer(fetchTime, async () => ({}));
	return {
		info: () => busInfo(connection),
		get state() {
			return connection.state();
		},
		onState: (listener) => connection.onState(listener),
		subscribe: door.subscribe,
		answer: door.answer,
		order: (to, verb, body, options) => orders.order(to, verb, body, options),
		flush: () => connection.flush(),
		async close() {
			orders.close();
			await connection.flushAndClose();
		},
	};
}

function busInfo(connection: BusConnection): BusInfo {
	const state = connection.state();
	const version = state.state === "connected" ? state.version : "";
	const server = state.state === "connected" ? state.server : "";
	const isProven = state.state === "connected" && state.isProven;
	return { version, server, isProven, warning: serverVersionWarning(version) };
}

interface DoorDeps extends BusRequest {
	readonly connection: BusConnection;
	readonly senderFor: (busAccount: string) => Promise<SignedSender | undefined>;
	readonly meter: WireMeter;
	readonly warn: Warn;
}

/** What an agent may report and ask: many times what it has to, and so little that all others have their turn. */
const reportsOfAnAgent = { perSecond: 5, burst: 50 };
const asksOfAnAgent = { perSecond: 20, burst: 100 };

/**
 * What comes in from agents: read, checked, and handed on. What one agent sends above its rate is dropped before it is read: an agent, or
 * whoever has its credential or an unused join token, takes no time and no database connection from the others.
 */
function createDoor(deps: DoorDeps): Pick<Bus, "subscribe" | "answer"> {
	const { connection, meter, warn, log, clock } = deps;
	const reportRate = createAgentRate({ clock, ...reportsOfAnAgent });
	const askRate = createAgentRate({ clock, ...asksOfAnAgent });
	const reportError = createReportError({ log, newId: createNewId(clock) });
	const concurrent = deps.settings?.concurrentAnswers ?? 256;

	function drop(reason: DropReason, msg: Msg): void {
		meter.dropped(reason);
		const { subject, data } = msg;
		warn("a message was dropped", { reason, subject, bytes: data.length });
	}

	async function outcome(work: () => Promise<unknown>) {
		try {
			return { kind: "end", body: await work() };
		} catch (thrown) {
			return { kind: "refused", body: errorBody(reportError(thrown)) };
		}
	}

	/** To the sender's own space, whatever subject it named for the reply: there it would be the control plane that speaks. */
	async function reply(
		{ busAccount, inst }: AgentAddress,
		question: { readonly verb: string; readonly correlation: string },
		work: () => Promise<unknown>,
	): Promise<void> {
		const { kind, body } = await outcome(work);
		const sender = await senderOrNone(busAccount);
		sender?.say({
			...question,
			inst,
			act: "reply",
			payload: encodeJson(body),
			more: { [partHeaders.kind]: kind },
		});
	}

	async function senderOrNone(
		busAccount: string,
	): Promise<SignedSender | undefined> {
		try {
			return await deps.senderFor(busAccount);
		} catch (error) {
			log.error(
				"an agent got no reply: its organisation's key cannot be read",
				{
					busAccount,
					error,
				},
			);
			return undefined;
		}
	}

	return {
		subscribe(verb, listener) {
			connection.subscribe(inControlPlane.allReports(verb.name), (msg) => {
				const from = sender(msg);
				if (from && !reportRate.take(from)) return drop("overflow", msg);
				const problem = messageProblem(msg);
				const read = decodeJson(verb.body, msg.data);
				if (problem || !read || !from) drop(problem ?? "malformed", msg);
				else listener(from, read.value);
			});
		},
		answer(verb, handler, options = {}) {
			const queue = createAnswerQueue(
				options.concurrent ?? concurrent,
				options.waiting ?? 20_000,
			);
			const receive = (msg: Msg) => {
				const from = sender(msg);
				if (from && !askRate.take(from)) return drop("overflow", msg);
				const problem = messageProblem(msg, verb.maxRequestBytes);
				const read = problem ? undefined : decodeJson(verb.request, msg.data);
				const correlation = nonceOf(msg);
				if (problem || !read || !from || !correlation)
					drop(problem ?? "malformed", msg);
				if (!from || !correlation) return;
				const arrivedMs = clock.monotonicMs();
				const taken = queue.add(async () => {
					// Nobody waits for it any more: the caller's deadline is over.
					if (clock.monotonicMs() - arrivedMs > verb.deadlineMs) return;
					await reply(from, { verb: verb.name, correlation }, async () => {
						if (problem || !read) throw unreadable(verb, problem);
						return verb.reply.parse(await handler(from, read.value));
					});
				});
				if (!taken) drop("overflow", msg);
			};
			connection.subscribe(
				inControlPlane.allAsks(verb.name),
				receive,
				"controlplane",
			);
		},
	};
}

/** Who said it: the server put the account in, and let the agent speak below its own name only. */
function sender(msg: Msg): AgentAddress | undefined {
	const [, busAccount = "", inst = ""] = msg.subject.split(".");
	return isInst(inst) ? { busAccount, inst } : undefined;
}

function nonceOf(msg: Msg): string | undefined {
	const nonce = msg.headers?.get(partHeaders.nonce) ?? "";
	return /^[\w-]{16,64}$/.test(nonce) ? nonce : undefined;
}

function unreadable(
	verb: { readonly name: string; readonly maxRequestBytes?: number },
	problem: DropReason | undefined,
): AppError {
	if (problem === "oversized")
		return new AppError("INPUT_TOO_LARGE", {
			what: `The request ${verb.name}`,
			limit: verb.maxRequestBytes ?? maxPayloadBytes,
			hint: "",
		});
	const reason =
		problem === "protocol"
			? "it is of another protocol version"
			: "the control plane cannot read it; one of the two may need an update";
	return new AppError("INPUT_INVALID", {
		field: `request ${verb.name}`,
		reason,
	});
}
