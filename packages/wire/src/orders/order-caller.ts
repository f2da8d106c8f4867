import type { Msg } from "@nats-io/transport-node";
import {
	AppError,
	inControlPlane,
	type Order,
	type OrderAct,
	partHeaders,
	type RunOutput,
	type RunWaiting,
} from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import { isInst } from "../auth/organisation-keys.ts";
import {
	decodeJson,
	encodeJson,
	maxPayloadBytes,
	messageProblem,
} from "../codec.ts";
import type { BusConnection } from "../connection/bus-connection.ts";
import type { Warn } from "../connection/rate-limited-warning.ts";
import type { DropReason, WireMeter } from "../meter.ts";
import type { MessageToSend, SignedSender } from "../signing/signed-sender.ts";
import { encodeAck } from "./ack.ts";
import { type AgentRate, createAgentRate } from "./agent-rate.ts";
import { type ByteBudget, createByteBudget } from "./byte-budget.ts";
import { OpenOrder } from "./open-order.ts";
import { partFromMessage, type ReceivedPart } from "./part.ts";

/** An agent as the control plane's account knows it: the server vouches for both. */
export interface AgentAddress {
	/** Public key of the organisation's account. */
	readonly busAccount: string;
	/** The agent's id as a subject token. */
	readonly inst: string;
}

export interface OrderOptions {
	/** One subject token, used once: the agent runs what comes under it one time. */
	readonly correlation: string;
	readonly deadlineAt: Date;
	/** Aborted: the agent is asked to stop, and has a moment to say how it ended. */
	readonly signal?: AbortSignal | undefined;
	readonly onAccepted?: (() => void) | undefined;
	/** Awaited before the output is acknowledged: a slow listener slows the agent down. */
	/** How many are before an order that waits for its turn. */
	readonly onWaiting?: ((waiting: RunWaiting) => void) | undefined;
	readonly onOutput?: ((output: RunOutput) => void | Promise<void>) | undefined;
}

export interface OrderCallerSettings {
	readonly maxOpenOrders: number;
	/** Bytes that arrived and are not used yet, of all orders. */
	readonly maxBufferedBytes: number;
	/** How long after a stop or the deadline the end of an accepted order is awaited. */
	readonly graceMs: number;
}

export const defaultOrderCallerSettings: OrderCallerSettings = {
	maxOpenOrders: 20_000,
	maxBufferedBytes: 268_435_456,
	graceMs: 1000,
};

/** Parts for which an agent is sent away: each costs two signatures, and one that was lost comes again. */
const sentAway = { perSecond: 50, burst: 500 };

/** Orders remembered after their end, so that an agent that missed the last ack gets it again. */
const maxEnded = 10_000;

interface Ended {
	readonly sender: SignedSender;
	readonly to: AgentAddress;
	readonly verb: string;
	readonly isStopped: boolean;
	readonly responder: string | undefined;
}

interface Open {
	readonly sender: SignedSender;
	readonly to: AgentAddress;
	readonly verb: string;
	readonly order: OpenOrder;
}

/** The control plane's end of the order protocol (it stands in the package's README). */
export class OrderCaller {
	readonly #deps: {
		readonly connection: BusConnection;
		/** Who signs what is said to agents of this organisation; undefined for one that is not known. */
		readonly senderFor: (
			busAccount: string,
		) => Promise<SignedSender | undefined>;
		readonly settings: OrderCallerSettings;
		readonly clock: Clock;
		readonly meter: WireMeter;
		readonly warn: Warn;
	};
	readonly #budget: ByteBudget;
	readonly #awayRate: AgentRate;
	readonly #open = new Map<string, Open>();
	readonly #ended = new Map<string, Ended>();
	#isClosed = false;

	constructor(deps: {
		readonly connection: BusConnection;
		/** Who signs what is said to agents of this organisation; undefined for one that is not known. */
		readonly senderFor: (
			busAccount: string,
		) => Promise<SignedSender | undefined>;
		readonly settings: OrderCallerSettings;
		readonly clock: Clock;
		readonly meter: WireMeter;
		readonly warn: Warn;
	}) {
		this.#deps = deps;
		this.#budget = createByteBudget(deps.settings.maxBufferedBytes);
		this.#awayRate = createAgentRate({ clock: deps.clock, ...sentAway });
		deps.connection.subscribe(inControlPlane.allAnswers(), (msg) =>
			this.#receive(msg),
		);
		deps.connection.onState(({ state }) => {
			if (state !== "connected") return;
			for (const { order } of this.#open.values()) order.reconnected();
		});
	}

	/** How many orders have not ended. */
	get openOrders(): number {
		return this.#open.size;
	}

	/**
	 * Gives an order and resolves with its end.
	 * @throws AppError when the agent refused or the request is too large · OrderUnanswered · OrderDeadline · the
	 * signal's reason · whatever `onOutput` threw.
	 */
	async order<Request, End>(
		to: AgentAddress,
		verb: Order<Request, End>,
		request: Request,
		options: OrderOptions,
	): Promise<End> {
		const payload = encodeJson(verb.request.parse(request));
		this.#check(to, payload, options);
		const { correlation, signal } = options;
		const sender = await this.#deps.senderFor(to.busAccount);
		if (!sender) throw new Error("The organisation has no order key.");
		// Another order may have taken the correlation meanwhile, or the signal or the connection may have ended.
		this.#check(to, payload, options);
		const where = { sender, to, verb: verb.name, correlation };
		const order = this.#begin(where, payload, options);
		const stop = () => order.stop(signal?.reason);
		signal?.addEventListener("abort", stop, { once: true });
		try {
			const end = decodeJson(verb.end, await order.ended);
			if (end) return end.value;
			const cause = new Error(`the end of ${verb.name} is not of its schema`);
			throw new AppError("INTERNAL", {}, { cause });
		} finally {
			signal?.removeEventListener("abort", stop);
			this.#close(correlation, order);
		}
	}

	/** Ends every open order with BUS_UNAVAILABLE, after telling the agents to stop. */
	close(): void {
		this.#isClosed = true;
		const reason = "the control plane is stopping";
		for (const { order } of this.#open.values())
			order.abandon(new AppError("BUS_UNAVAILABLE", { reason }));
	}

	#check(to: AgentAddress, payload: Uint8Array, options: OrderOptions): void {
		const { correlation, signal } = options;
		signal?.throwIfAborted();
		if (!isInst(to.inst) || !/^A[A-Z2-7]{55}$/.test(to.busAccount))
			throw new Error("This is not the address of an agent.");
		if (!/^[\w-]{1,64}$/.test(correlation))
			throw new Error("A correlation is one subject token.");
		if (this.#open.has(correlation))
			throw new AppError("COMMAND_REPEATED", { command: correlation });
		if (payload.length > maxPayloadBytes)
			throw new AppError("INPUT_TOO_LARGE", {
				what: "The order",
				limit: maxPayloadBytes,
				hint: "",
			});
		if (this.#isClosed || this.#deps.connection.state().state === "closed")
			throw new AppError("BUS_UNAVAILABLE", { reason: "it was closed" });
		if (this.#open.size >= this.#deps.settings.maxOpenOrders)
			throw new AppError("BUS_UNAVAILABLE", {
				reason: "too many orders are under way",
			});
	}

	#begin(
		where: OrderPlace,
		payload: Uint8Array,
		options: OrderOptions,
	): OpenOrder {
		const { correlation, deadlineAt, onAccepted, onOutput, onWaiting } =
			options;
		const { clock, meter, settings } = this.#deps;
		const endsAt = deadlineAt;
		const order = new OpenOrder({
			sendDo: () => say(where, "do", { payload, endsAt }),
			sendAck: (ack, responder) =>
				say(where, "ack", {
					payload: encodeAck(ack),
					more: toResponder(responder),
				}),
			sendStop: (responder) =>
				say(where, "stop", { payload: nothing, more: toResponder(responder) }),
			onAccepted: onAccepted ?? (() => {}),
			onOutput: onOutput ?? (() => {}),
			onWaiting: onWaiting ?? (() => {}),
			deadlineAt,
			graceMs: settings.graceMs,
			budget: this.#budget,
			clock,
			meter,
		});
		this.#ended.delete(correlation);
		const { sender, to, verb } = where;
		this.#open.set(correlation, { sender, to, verb, order });
		return order;
	}

	#close(correlation: string, order: OpenOrder): void {
		const open = this.#open.get(correlation);
		if (open?.order !== order) return;
		const { sender, to, verb } = open;
		this.#open.delete(correlation);
		const { isStopped, responder } = order;
		this.#ended.set(correlation, {
			sender,
			to,
			verb,
			isStopped,
			responder,
		});
		if (this.#ended.size <= maxEnded) return;
		const oldest = this.#ended.keys().next().value;
		if (oldest !== undefined) this.#ended.delete(oldest);
	}

	#receive(msg: Msg): void {
		const [, busAccount, inst, , correlation = ""] = msg.subject.split(".");
		const known = this.#open.get(correlation) ?? this.#ended.get(correlation);
		const isOurs =
			known?.to.busAccount === busAccount && known?.to.inst === inst;
		const part = partFromMessage(msg);
		const problem = messageProblem(msg) ?? (part ? undefined : "malformed");
		if (problem || !part) this.#dropped(problem ?? "malformed", msg);
		// With several control planes each hears the others' answers: that is no cause for a line in the log.
		else if (!known || !isOurs) this.#deps.meter.dropped("unknown");
		else if ("order" in known && isResponder(known.order, part)) {
			const dropped = known.order.receive(part);
			if (dropped) this.#dropped(dropped, msg);
		} else if (!this.#awayRate.take(known.to)) this.#dropped("overflow", msg);
		else {
			const isStopped = "order" in known || known.isStopped;
			const mayGoOn = !isStopped && isResponder(known, part);
			this.#sendAway({ ...known, correlation }, part, mayGoOn);
		}
	}

	/**
	 * For an order that has ended here, or from a second process of the agent, which ran it too: the parts are
	 * acknowledged, so that they come no more, and who has no reason to go on is asked to stop.
	 */
	#sendAway(
		where: OrderPlace,
		{ number, responder }: ReceivedPart,
		mayGoOn: boolean,
	): void {
		const more = toResponder(responder);
		if (!mayGoOn) say(where, "stop", { payload: nothing, more });
		const ack = { processed: number, received: number, again: false };
		say(where, "ack", { payload: encodeAck(ack), more });
	}

	#dropped(reason: DropReason, msg: Msg): void {
		this.#deps.meter.dropped(reason);
		this.#deps.warn("a message was dropped", {
			reason,
			subject: msg.subject,
			bytes: msg.data.length,
		});
	}
}

const nothing = new Uint8Array();

/** One order, and who speaks to its agent. */
interface OrderPlace {
	readonly sender: SignedSender;
	readonly to: AgentAddress;
	readonly verb: string;
	readonly correlation: string;
}

function say(
	{ sender, to, verb, correlation }: OrderPlace,
	act: OrderAct,
	message: Pick<MessageToSend, "payload" | "endsAt" | "more">,
): boolean {
	return sender.say({ inst: to.inst, verb, act, correlation, ...message });
}

function toResponder(responder: string | undefined): Record<string, string> {
	return responder ? { [partHeaders.responder]: responder } : {};
}

function isResponder(
	order: { readonly responder: string | undefined },
	part: ReceivedPart,
): boolean {
	return order.responder === undefined || order.responder === part.responder;
}
