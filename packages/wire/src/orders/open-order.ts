import {
	AppError,
	type ErrorBody,
	errorBodySchema,
	errorFromBody,
	partWindowBytes,
	type RunOutput,
	type RunWaiting,
	runWaitingSchema,
} from "@quarterdeck/contract";
import type { Clock, Timer } from "@quarterdeck/runtime";
import { decodeJson } from "../codec.ts";
import type { DropReason, WireMeter } from "../meter.ts";
import type { Ack } from "./ack.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { OrderDeadline, OrderUnanswered } from "./order-errors.ts";
import { isOutput, type Part, type ReceivedPart } from "./part.ts";

export interface OpenOrderDeps {
	/** Sends the order, signed anew; false when there is no connection. */
	readonly sendDo: () => boolean;
	readonly sendAck: (ack: Ack, responder: string) => void;
	/** To this responder, or to every process of the agent while none is known. */
	readonly sendStop: (responder: string | undefined) => void;
	readonly onAccepted: () => void;
	readonly onOutput: (output: RunOutput) => void | Promise<void>;
	readonly onWaiting: (waiting: RunWaiting) => void;
	readonly deadlineAt: Date;
	/** How long after a stop the end of an accepted order is awaited. */
	readonly graceMs: number;
	readonly budget: ByteBudget;
	readonly clock: Clock;
	readonly meter: WireMeter;
}

/** The machine's timers cannot wait longer; 24 days. */
const longestTimerMs = 2_147_483_647;
/** Waits before the order is sent again; the last one repeats. */
const resendAfterMs = [1000, 2000, 4000, 5000];
/** An ack that is not due for its bytes waits this long for more to acknowledge. */
const ackDelayMs = 200;
const ackEveryBytes = partWindowBytes / 4;
/** A gap is complained about at most this often: the first complaint already brings everything. */
const gapQuietMs = 500;

/** The caller's end of one order (the protocol stands in the package's README). `ended` is its outcome. */
export class OpenOrder {
	/** The end's payload, or what went wrong. */
	readonly ended: Promise<Uint8Array>;
	readonly #deps: OpenOrderDeps;
	readonly #outcome = Promise.withResolvers<Uint8Array>();
	readonly #queue: Part[] = [];
	readonly #timers: { send?: Timer; ack?: Timer; end?: Timer } = {};
	#attempt = 0;
	#accepted = false;
	#received = -1;
	#processed = -1;
	#queuedBytes = 0;
	#bytesSinceAck = 0;
	#complainedAtMs = Number.NEGATIVE_INFINITY;
	#pumping = false;
	#isOver = false;
	#isStopped = false;
	#responder: string | undefined;

	constructor(deps: OpenOrderDeps) {
		this.#deps = deps;
		this.ended = this.#outcome.promise;
		const leftMs = Math.min(Math.max(0, this.#leftMs()), longestTimerMs);
		this.#timers.end = deps.clock.after(leftMs, () => this.#deadline());
		this.#sendDo();
	}

	/** Whether the agent was asked to stop, so that it is asked again when it goes on. */
	get isStopped(): boolean {
		return this.#isStopped;
	}

	/** Whose answer it is: the first process of the agent that was heard. */
	get responder(): string | undefined {
		return this.#responder;
	}

	/** The connection is back: what was lost meanwhile is asked for. */
	reconnected(): void {
		if (this.#isOver) return;
		if (this.#isStopped) this.#deps.sendStop(this.#responder);
		if (this.#accepted) this.#sendAck(true);
		else if (!this.#isStopped) this.#sendDo();
	}

	/** No longer wanted: says so, and gives an accepted order a moment to end in good order. */
	stop(reason: unknown): void {
		if (this.#isOver || this.#isStopped) return;
		this.#isStopped = true;
		this.#deps.sendStop(this.#responder);
		this.#timers.send?.cancel();
		this.#timers.end?.cancel();
		const graceMs = this.#accepted ? this.#deps.graceMs : 0;
		if (graceMs === 0) this.#fail(reason);
		else
			this.#timers.end = this.#deps.clock.after(graceMs, () =>
				this.#fail(reason),
			);
	}

	/** Given up at once: says stop and does not wait for an end. */
	abandon(reason: unknown): void {
		if (this.#isOver) return;
		this.#isStopped = true;
		this.#deps.sendStop(this.#responder);
		this.#fail(reason);
	}

	/** Takes a part of its responder; the reason when it was thrown away. */
	receive(part: ReceivedPart): DropReason | undefined {
		if (this.#isOver) return undefined;
		this.#responder ??= part.responder;
		if (!this.#accepted) this.#accept(part);
		if (this.#isOver) return undefined;
		if (part.number <= this.#received) {
			this.#ackSoon();
			return undefined;
		}
		if (part.number > this.#received + 1) return this.#complain();
		if (!this.#hasRoom(part)) return "overflow";
		this.#received = part.number;
		this.#queuedBytes += part.bytes.length;
		this.#deps.budget.take(part.bytes.length);
		this.#queue.push(part);
		this.#ackSoon();
		if (!this.#pumping) void this.#pump();
		return undefined;
	}

	#accept(part: Part): void {
		this.#accepted = true;
		this.#timers.send?.cancel();
		if (part.kind === "refused") return;
		try {
			this.#deps.onAccepted();
		} catch (error) {
			this.abandon(error);
		}
	}

	/** An agent that minds the window never meets this bound. */
	#hasRoom({ bytes }: Part): boolean {
		if (this.#queuedBytes === 0) return true;
		const inWindow = this.#queuedBytes + bytes.length <= 2 * partWindowBytes;
		return inWindow && this.#deps.budget.has(bytes.length);
	}

	#complain(): undefined {
		const nowMs = this.#deps.clock.monotonicMs();
		if (nowMs - this.#complainedAtMs < gapQuietMs) return;
		this.#complainedAtMs = nowMs;
		this.#sendAck(true);
	}

	async #pump(): Promise<void> {
		this.#pumping = true;
		try {
			for (let part = this.#queue.shift(); part; part = this.#queue.shift())
				await this.#use(part).finally(() => this.#release(part.bytes.length));
		} catch (error) {
			this.abandon(error);
		} finally {
			this.#pumping = false;
		}
	}

	async #use(part: Part): Promise<void> {
		const { kind, bytes, number } = part;
		if (isOutput(kind)) await this.#deps.onOutput({ kind, bytes });
		if (this.#isOver) return;
		if (kind === "waiting") this.#hearWaiting(bytes);
		this.#processed = number;
		if (kind === "end") return this.#end(() => this.#outcome.resolve(bytes));
		if (kind === "refused") return this.#fail(refusal(bytes));
		this.#bytesSinceAck += bytes.length;
		if (this.#bytesSinceAck >= ackEveryBytes) this.#sendAck(false);
		else this.#ackSoon();
	}

	/** What cannot be read says nothing, and costs nothing but that. */
	#hearWaiting(bytes: Uint8Array): void {
		const read = decodeJson(runWaitingSchema, bytes);
		if (read) this.#deps.onWaiting(read.value);
	}

	#ackSoon(): void {
		this.#timers.ack ??= this.#deps.clock.after(ackDelayMs, () =>
			this.#sendAck(false),
		);
	}

	#sendAck(again: boolean): void {
		this.#timers.ack?.cancel();
		delete this.#timers.ack;
		this.#bytesSinceAck = 0;
		const [processed, received] = [this.#processed, this.#received];
		this.#deps.sendAck({ processed, received, again }, this.#responder ?? "");
	}

	#sendDo(): void {
		this.#timers.send?.cancel();
		if (this.#leftMs() <= 0) return;
		const wentOut = this.#deps.sendDo();
		if (wentOut && this.#attempt > 0) this.#deps.meter.resent(1);
		const waitMs = resendAfterMs[this.#attempt] ?? resendAfterMs.at(-1) ?? 5000;
		this.#attempt += 1;
		this.#timers.send = this.#deps.clock.after(waitMs, () => this.#sendDo());
	}

	#leftMs(): number {
		const { deadlineAt, clock } = this.#deps;
		return Math.ceil(deadlineAt.getTime() - clock.now().getTime());
	}

	#deadline(): void {
		this.stop(this.#accepted ? new OrderDeadline() : new OrderUnanswered());
	}

	#fail(reason: unknown): void {
		this.#end(() => this.#outcome.reject(reason));
	}

	#end(settle: () => void): void {
		if (this.#isOver) return;
		this.#isOver = true;
		for (const timer of Object.values(this.#timers)) timer.cancel();
		// What is still queued is never used; the last number that arrived frees the responder's memory.
		if (this.#received >= 0) {
			this.#processed = this.#received;
			this.#sendAck(false);
		}
		for (const part of this.#queue.splice(0)) this.#release(part.bytes.length);
		settle();
	}

	#release(bytes: number): void {
		this.#queuedBytes -= bytes;
		this.#deps.budget.release(bytes);
	}
}

function refusal(bytes: Uint8Array): AppError {
	const read = decodeJson<ErrorBody>(errorBodySchema, bytes);
	if (read) return errorFromBody(read.value);
	const cause = new Error("the agent's refusal cannot be parsed");
	return new AppError("INTERNAL", {}, { cause });
}
