import { randomBytes } from "node:crypto";
import type { Msg } from "@nats-io/transport-node";
import {
	AppError,
	errorBody,
	inOrganisation,
	type Order,
	partHeaders,
} from "@quarterdeck/contract";
import type { Clock, Log, ReportError } from "@quarterdeck/runtime";
import { decodeJson, encodeJson, messageProblem } from "../codec.ts";
import type { BusConnection } from "../connection/bus-connection.ts";
import type { Warn } from "../connection/rate-limited-warning.ts";
import type { DropReason, WireMeter } from "../meter.ts";
import type { ControlPlaneTime } from "../signing/control-plane-time.ts";
import type { Signed, Unproven } from "../signing/message-signature.ts";
import type { SignedSubscriptions } from "../signing/signed-subscriptions.ts";
import { decodeAck } from "./ack.ts";
import { type ByteBudget, createByteBudget } from "./byte-budget.ts";
import { FinishedOrders } from "./finished-orders.ts";
import { OrderStopped } from "./order-errors.ts";
import { encodeEnd, repeated, unreadable } from "./order-refusals.ts";
import { type Part, partToHeaders } from "./part.ts";
import { PartSender } from "./part-sender.ts";
import {
	type OrderEntry as Entry,
	type OrderHandler,
	received,
} from "./received-order.ts";
import { type FreezeWatch, watchFreezes } from "./watch-freezes.ts";

export interface OrderServerSettings {
	/** Orders running or unacknowledged at a time; the next one is refused as AGENT_BUSY. */
	readonly maxOrders: number;
	/** Bytes of unacknowledged parts of all orders. */
	readonly maxBufferedBytes: number;
	readonly ackTimeoutMs: number;
	/** How long a finished answer waits to be acknowledged. */
	readonly keepFinishedMs: number;
}

export const defaultOrderServerSettings: OrderServerSettings = {
	maxOrders: 512,
	maxBufferedBytes: 67_108_864,
	ackTimeoutMs: 3000,
	keepFinishedMs: 60_000,
};

export interface OrderServerDeps {
	readonly inst: string;
	readonly connection: BusConnection;
	/** Every message of the control plane comes through it. */
	readonly subscriptions: SignedSubscriptions;
	readonly time: Pick<ControlPlaneTime, "untilMs">;
	readonly settings: OrderServerSettings;
	readonly log: Log;
	readonly clock: Clock;
	readonly meter: WireMeter;
	readonly warn: Warn;
	readonly reportError: ReportError;
}

/** Runs a handler and gives its end as bytes. */
type Run = (entry: Entry) => Promise<Uint8Array>;
/** Reads a payload; undefined when it is not of the verb's schema. */
type Read = (payload: Uint8Array) => Run | undefined;

const longestDeadlineMs = 86_400_000;

/** The agent's end of the order protocol (it stands in the package's README). */
export class OrderServer {
	readonly #deps: OrderServerDeps;
	readonly #budget: ByteBudget;
	readonly #reads = new Map<string, Read>();
	readonly #entries = new Map<string, Entry>();
	readonly #finished: FinishedOrders;
	/** Distinguishes this process from another of the same agent. */
	readonly #responder = randomBytes(9).toString("base64url");
	readonly #freezes: FreezeWatch;
	#quiet: PromiseWithResolvers<void> | undefined;

	constructor(deps: OrderServerDeps) {
		this.#deps = deps;
		this.#budget = createByteBudget(deps.settings.maxBufferedBytes);
		const { clock, connection } = deps;
		this.#finished = new FinishedOrders(clock);
		this.#freezes = watchFreezes({ clock, drained: () => connection.flush() });
		connection.onState(({ state }) => {
			if (state !== "connected") return;
			for (const entry of this.#entries.values()) entry.sender.resend();
		});
	}

	/** Answers this verb from now on. @throws Error when it is served already. */
	serve<Request, End>(
		verb: Order<Request, End>,
		handler: OrderHandler<Request, End>,
	): void {
		if (this.#reads.has(verb.name))
			throw new Error(`The verb ${verb.name} is served already.`);
		if (this.#reads.size === 0) this.#listen();
		this.#reads.set(verb.name, (payload) => {
			const read = decodeJson(verb.request, payload);
			return (
				read &&
				(async (entry) =>
					encodeEnd(verb.end.parse(await handler(received(read.value, entry)))))
			);
		});
		// A queue: while two processes, or two connections of one, are there, each order goes to one of them.
		this.#deps.subscriptions.hear(
			inOrganisation.orders(this.#deps.inst, verb.name),
			{
				proven: (msg, signed) => this.#hearDo(msg, signed),
				unproven: (msg, reason) => this.#refuseUnproven(msg, reason),
			},
			"agent",
		);
	}

	/** What concerns every order; a link that serves none, as one that only enrols, needs neither these nor the time. */
	#listen(): void {
		const { subscriptions, inst } = this.#deps;
		subscriptions.hear(inOrganisation.allAcks(inst), {
			proven: (msg) => this.#hearAck(msg),
		});
		subscriptions.hear(inOrganisation.allStops(inst), {
			proven: (msg) => this.#hearStop(msg),
		});
		void subscriptions.askTime();
	}

	/** Stops every order and refuses new ones; resolves when all ends were acknowledged, or after `graceMs`. */
	async close(graceMs: number): Promise<void> {
		const quiet = Promise.withResolvers<void>();
		this.#quiet = quiet;
		this.#freezes.stop();
		for (const { stop } of this.#entries.values())
			stop.abort(new OrderStopped("closing"));
		if (this.#entries.size === 0) return;
		const timer = this.#deps.clock.after(graceMs, quiet.resolve);
		await quiet.promise;
		timer.cancel();
		for (const entry of [...this.#entries.values()]) this.#drop(entry);
	}

	#hearDo(msg: Msg, signed: Signed): void {
		const [, , name = "", , correlation = ""] = msg.subject.split(".");
		const digest = `${name} ${signed.digest}`;
		const running = this.#entries.get(correlation);
		const before = running?.digest ?? this.#finished.digest(correlation);
		if (before === undefined)
			this.#begin(msg, name, { correlation, digest }, signed);
		else if (before !== digest)
			this.#refuse(correlation, repeated(correlation));
		else if (running) running.sender.resend();
		else this.#repeatEnd(correlation);
	}

	#begin(
		msg: Msg,
		name: string,
		order: { readonly correlation: string; readonly digest: string },
		signed: Signed,
	): void {
		const { correlation, digest } = order;
		const problem = messageProblem(msg);
		const run = this.#reads.get(name)?.(msg.data);
		if (problem || !run) {
			this.#dropped(problem ?? "malformed", msg);
			this.#refuse(correlation, unreadable(name, problem));
			return;
		}
		const remainingMs = this.#remainingMs(signed);
		const refusal = this.#refusal(remainingMs);
		if (refusal) {
			// Its signature holds for a while yet: who says it again must not have it run after all.
			this.#finished.remember(correlation, digest, refusalPart(refusal));
			this.#refuse(correlation, refusal);
			return;
		}
		const entry = this.#open(correlation, digest, remainingMs);
		entry.sender.send("accepted", encodeJson({}));
		void this.#run(entry, run);
	}

	/** By the duration that was given, and by the control plane's time: whichever says less. */
	#remainingMs({ issuedAtMs, endsAtMs }: Signed): number {
		const givenMs = endsAtMs - issuedAtMs - this.#freezes.waitedMs();
		return Math.min(givenMs, this.#deps.time.untilMs(endsAtMs) ?? givenMs);
	}

	#refusal(remainingMs: number): AppError | undefined {
		const cluster = this.#deps.inst;
		if (this.#quiet) return new AppError("AGENT_STOPPING", { cluster });
		if (remainingMs <= 0) return this.#late(remainingMs);
		const running = this.#entries.size;
		if (running >= this.#deps.settings.maxOrders || this.#finished.isFull())
			return new AppError("AGENT_BUSY", { cluster, running, seconds: 5 });
		return undefined;
	}

	#late(remainingMs: number): AppError {
		const seconds = Math.ceil(Math.max(-remainingMs, 0) / 1000);
		return new AppError("AGENT_LATE", { cluster: this.#deps.inst, seconds });
	}

	#open(correlation: string, digest: string, remainingMs: number): Entry {
		const { clock, meter, settings } = this.#deps;
		const stop = new AbortController();
		const sender = new PartSender({
			publish: (part) => this.#publish(correlation, part),
			budget: this.#budget,
			clock,
			meter,
			ackTimeoutMs: settings.ackTimeoutMs,
		});
		const deadline = clock.after(Math.min(remainingMs, longestDeadlineMs), () =>
			stop.abort(new OrderStopped("deadline")),
		);
		const entry: Entry = {
			digest,
			correlation,
			sender,
			stop,
			deadline,
			remainingMs,
			endsAtMs: clock.monotonicMs() + remainingMs,
			keep: undefined,
			end: undefined,
		};
		this.#entries.set(correlation, entry);
		return entry;
	}

	async #run(entry: Entry, run: Run): Promise<void> {
		const { sender } = entry;
		const end = await this.#outcome(entry, run);
		await sender.drained();
		// The link was closed meanwhile, and nobody waits for the end any more.
		if (this.#entries.get(entry.correlation) !== entry) return;
		entry.deadline.cancel();
		if (end.kind === "end") entry.end = end.bytes;
		sender.send(end.kind, end.bytes);
		entry.keep = this.#deps.clock.after(
			this.#deps.settings.keepFinishedMs,
			() => {
				const { correlation } = entry;
				this.#deps.warn(
					"an answer was not acknowledged in time and was dropped",
					{
						correlation,
					},
				);
				this.#drop(entry);
			},
		);
	}

	async #outcome(
		entry: Entry,
		run: Run,
	): Promise<{ kind: "end" | "refused"; bytes: Uint8Array }> {
		try {
			// A process that was frozen finds orders and their stops behind each other: what was given up meanwhile is not begun.
			await nextTurn();
			entry.stop.signal.throwIfAborted();
			const leftMs = entry.endsAtMs - this.#deps.clock.monotonicMs();
			if (leftMs <= 0) throw this.#late(leftMs);
			return { kind: "end", bytes: await run(entry) };
		} catch (thrown) {
			const error = this.#deps.reportError(this.#explained(thrown, entry));
			return { kind: "refused", bytes: encodeJson(errorBody(error)) };
		}
	}

	/** A handler that lets its signal's reason through was stopped, and did not fail. */
	#explained(thrown: unknown, entry: Entry): unknown {
		if (!(thrown instanceof OrderStopped)) return thrown;
		const cluster = this.#deps.inst;
		if (thrown.why === "closing")
			return new AppError("AGENT_STOPPING", { cluster });
		if (thrown.why === "stopped")
			return new AppError("COMMAND_CANCELLED", { person: "whoever gave it" });
		const seconds = Math.round(entry.remainingMs / 1000);
		return new AppError("RUN_TIMEOUT", { cluster, seconds });
	}

	#hearAck(msg: Msg): void {
		const ack = decodeAck(msg.data);
		const problem = messageProblem(msg) ?? (ack ? undefined : "malformed");
		const entry = this.#entryOf(msg);
		if (problem || !ack) this.#dropped(problem ?? "malformed", msg);
		else if (entry) {
			entry.sender.acknowledge(ack);
			if (entry.keep && entry.sender.isQuiet) this.#drop(entry);
		}
	}

	#hearStop(msg: Msg): void {
		const problem = messageProblem(msg);
		if (problem) this.#dropped(problem, msg);
		else this.#entryOf(msg)?.stop.abort(new OrderStopped("stopped"));
	}

	/** The order a message is about, when it is about one of this process. */
	#entryOf(msg: Msg): Entry | undefined {
		const responder = msg.headers?.get(partHeaders.responder);
		if (responder && responder !== this.#responder) return undefined;
		return this.#entries.get(msg.subject.split(".").at(-1) ?? "");
	}

	/** Ends the entry and remembers that its order was run. */
	#drop(entry: Entry): void {
		const { correlation, digest, sender } = entry;
		const whole = sender.count === 2 ? entry.end : undefined;
		const end = whole && ({ kind: "end", bytes: whole } as const);
		this.#finished.remember(correlation, digest, end);
		entry.keep?.cancel();
		entry.deadline.cancel();
		sender.close();
		this.#entries.delete(correlation);
		if (this.#entries.size === 0) this.#quiet?.resolve();
	}

	/** An order that was run and whose answer was taken comes again: it is answered from memory, or refused. */
	#repeatEnd(correlation: string): void {
		const answer = this.#finished.answer(correlation);
		if (answer?.kind === "end") {
			const bytes = encodeJson({});
			this.#publish(correlation, { number: 0, kind: "accepted", bytes });
			this.#publish(correlation, { number: 1, ...answer });
		} else if (answer) this.#publish(correlation, { number: 0, ...answer });
		else this.#refuse(correlation, repeated(correlation));
	}

	/** The caller sends the order again until it receives the refusal. */
	#refuse(correlation: string, error: AppError): void {
		this.#publish(correlation, { number: 0, ...refusalPart(error) });
	}

	/** Said to the caller, who may be a control plane whose key this agent does not know. */
	#refuseUnproven(msg: Msg, reason: Unproven): void {
		const correlation = msg.subject.split(".").at(-1) ?? "";
		const agent = this.#deps.inst;
		const isKnown =
			this.#entries.has(correlation) ||
			this.#finished.digest(correlation) !== undefined;
		if (isKnown) return;
		this.#refuse(
			correlation,
			new AppError("ORDER_UNPROVEN", { agent, reason }),
		);
	}

	#publish(correlation: string, part: Part): boolean {
		const subject = inOrganisation.answer(this.#deps.inst, correlation);
		return this.#deps.connection.publish(
			subject,
			part.bytes,
			partToHeaders(part, this.#responder),
		);
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

function refusalPart(error: AppError) {
	return { kind: "refused", bytes: encodeJson(errorBody(error)) } as const;
}

/** Resolves when everything that has arrived already was read. */
function nextTurn(): Promise<void> {
	return new Promise((resolve) => setImmediate(resolve));
}
