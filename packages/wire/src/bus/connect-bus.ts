import type { Msg } from "@nats-io/transport-node";
import {
	AppError,
	type Ask,
	errorBody,
	inControlPlane,
	type Order,
	partHeaders,
	type Tell,
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
	messageProblem,
	wireHeaders,
} from "../codec.ts";
import type { BackoffSettings } from "../line/backoff.ts";
import type { Line } from "../line/line.ts";
import type { LineState } from "../line/line-state.ts";
import { rateLimitedWarning, type Warn } from "../line/rate-limited-warning.ts";
import { type DropReason, silentMeter, type WireMeter } from "../meter.ts";
import {
	type AgentAddress,
	defaultOrderCallerSettings,
	OrderCaller,
	type OrderCallerSettings,
	type OrderOptions,
} from "../orders/order-caller.ts";
import { serverVersionWarning } from "../server/server-version.ts";
import { createAnswerQueue } from "./answer-queue.ts";
import { createHouseLine } from "./create-house-line.ts";
import { establish } from "./establish.ts";

export interface BusRequest {
	readonly servers: readonly string[];
	/** The control plane's user. */
	readonly credential: BusCredential;
	readonly caFile?: string | undefined;
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
	/** What to tell an operator about the server, when it is used but has known flaws. */
	readonly warning: string | undefined;
}

/** The control plane's connection to every agent of every organisation. */
export interface Bus {
	info(): BusInfo;
	readonly state: LineState;
	onState(listener: (state: LineState) => void): () => void;
	/** Hears what agents say; every control plane hears it. `hearer` must not throw. */
	hear<Body>(
		verb: Tell<Body>,
		hearer: (from: AgentAddress, body: Body) => void,
	): void;
	/** Answers what agents ask; with several control planes one of them does. */
	answer<Request, Reply>(
		verb: Ask<Request, Reply>,
		answerer: (from: AgentAddress, request: Request) => Promise<Reply>,
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
	/** Gives up open orders, telling the agents to stop, and ends the connection. */
	close(): Promise<void>;
}

/**
 * Connects the control plane.
 * @throws AppError BUS_TOO_OLD, or BUS_UNAVAILABLE when no server lets us in within the time given.
 */
export async function connectBus(request: BusRequest): Promise<Bus> {
	const { log, clock, meter = silentMeter, settings = {} } = request;
	const line = createHouseLine(request, {
		name: "controlplane",
		credential: request.credential,
		inboxPrefix: controlPlaneInbox,
	});
	const warn = rateLimitedWarning({ log, clock });
	const orders = new OrderCaller({
		line,
		settings: { ...defaultOrderCallerSettings, ...settings.orders },
		clock,
		meter,
		warn,
	});
	await establish({
		line,
		clock,
		log,
		withinMs: settings.connectWithinMs ?? 10_000,
	});
	const door = createDoor({ ...request, line, meter, warn });
	return {
		info: () => busInfo(line),
		get state() {
			return line.state();
		},
		onState: (listener) => line.onState(listener),
		hear: door.hear,
		answer: door.answer,
		order: (to, verb, body, options) => orders.order(to, verb, body, options),
		flush: () => line.flush(),
		async close() {
			orders.close();
			await line.flushAndClose();
		},
	};
}

function busInfo(line: Line): BusInfo {
	const state = line.state();
	const version = state.state === "connected" ? state.version : "";
	const server = state.state === "connected" ? state.server : "";
	return { version, server, warning: serverVersionWarning(version) };
}

interface DoorDeps extends BusRequest {
	readonly line: Line;
	readonly meter: WireMeter;
	readonly warn: Warn;
}

/** What comes in from agents: read, checked, and handed on. */
function createDoor(deps: DoorDeps): Pick<Bus, "hear" | "answer"> {
	const { line, meter, warn, log, clock } = deps;
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

	async function reply(msg: Msg, work: () => Promise<unknown>): Promise<void> {
		const { kind, body } = await outcome(work);
		const headers = wireHeaders({ [partHeaders.kind]: kind });
		line.publish(msg.reply ?? "", encodeJson(body), headers);
	}

	return {
		hear(verb, hearer) {
			line.subscribe(inControlPlane.allTells(verb.name), (msg) => {
				const from = sender(msg);
				const problem = messageProblem(msg);
				const read = decodeJson(verb.body, msg.data);
				if (problem || !read || !from) drop(problem ?? "malformed", msg);
				else hearer(from, read.value);
			});
		},
		answer(verb, answerer) {
			const queue = createAnswerQueue(concurrent, 20_000);
			const hear = (msg: Msg) => {
				const from = sender(msg);
				const problem = messageProblem(msg);
				const read = decodeJson(verb.request, msg.data);
				if (problem || !read || !from) drop(problem ?? "malformed", msg);
				if (!from || !msg.reply) return;
				const arrivedMs = clock.monotonicMs();
				const taken = queue.add(async () => {
					// Nobody waits for it any more: the asker's deadline is over.
					if (clock.monotonicMs() - arrivedMs > verb.deadlineMs) return;
					await reply(msg, async () => {
						if (problem || !read) throw unreadable(verb.name, problem);
						return verb.reply.parse(await answerer(from, read.value));
					});
				});
				if (!taken) drop("overflow", msg);
			};
			line.subscribe(inControlPlane.allAsks(verb.name), hear, "controlplane");
		},
	};
}

/** Who said it: the server put the account in, and let the agent speak below its own name only. */
function sender(msg: Msg): AgentAddress | undefined {
	const [, account = "", inst = ""] = msg.subject.split(".");
	return isInst(inst) ? { account, inst } : undefined;
}

function unreadable(name: string, problem: DropReason | undefined): AppError {
	const reason =
		problem === "protocol"
			? "it is of another protocol version"
			: "the control plane cannot read it; one of the two may need an update";
	return new AppError("INPUT_INVALID", { field: `question ${name}`, reason });
}
