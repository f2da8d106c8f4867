import {
	maxPartBytes,
	type PartKind,
	partWindowBytes,
	type RunOutput,
} from "@quarterdeck/contract";
import type { Clock, Timer } from "@quarterdeck/runtime";
import type { WireMeter } from "../meter.ts";
import type { Ack } from "./ack.ts";
import type { ByteBudget } from "./byte-budget.ts";
import { OrderStopped } from "./order-errors.ts";
import type { Part } from "./part.ts";

export interface PartSenderDeps {
	/** Hands a part to the connection; false when there is none (it is sent again later). */
	readonly publish: (part: Part) => boolean;
	readonly budget: ByteBudget;
	readonly clock: Clock;
	readonly meter: WireMeter;
	/** Silence after which parts are sent again; doubles while it lasts. */
	readonly ackTimeoutMs: number;
}

const longestAckTimeoutMs = 15_000;

/**
 * The responder's end of an answer: numbers the parts, keeps each until it is acknowledged, stays within the window and
 * sends again what was not heard (the protocol stands in the package's README).
 */
export class PartSender {
	readonly #deps: PartSenderDeps;
	readonly #unacked: Part[] = [];
	readonly #wakes = new Set<() => void>();
	#next = 0;
	#received = -1;
	#heldBytes = 0;
	#sentBytes = 0;
	#queue: Promise<void> = Promise.resolve();
	#timer: Timer | undefined;
	#timeoutMs: number;
	#closed = false;

	constructor(deps: PartSenderDeps) {
		this.#deps = deps;
		this.#timeoutMs = deps.ackTimeoutMs;
	}

	/** Bytes of output that were taken so far. */
	get sentBytes(): number {
		return this.#sentBytes;
	}

	/** Whether every part was acknowledged. */
	get isQuiet(): boolean {
		return this.#unacked.length === 0;
	}

	/** How many parts there were. */
	get count(): number {
		return this.#next;
	}

	/** Sends a part that needs no room: the first and the last one. */
	send(kind: PartKind, bytes: Uint8Array): void {
		if (!this.#closed) this.#push(kind, bytes);
	}

	/**
	 * Sends output in parts, in the order of the calls. Resolves when the last one is in the window.
	 * The bytes are copied: the caller may use its buffer again.
	 * @throws the signal's reason when it is aborted while there is no room.
	 */
	write(output: RunOutput, signal: AbortSignal): Promise<void> {
		const written = this.#queue.then(() => this.#write(output, signal));
		this.#queue = written.catch(() => {});
		return written;
	}

	/** Resolves when every write so far is in the window or failed. */
	drained(): Promise<void> {
		return this.#queue;
	}

	/** Takes the listener's word: forgets what it used, and sends again what it misses. */
	acknowledge(ack: Ack): void {
		if (ack.received >= this.#next || this.#closed) return;
		this.#received = Math.max(this.#received, ack.received);
		this.#forget(ack.processed);
		this.#timeoutMs = this.#deps.ackTimeoutMs;
		this.#timer?.cancel();
		this.#timer = undefined;
		if (ack.again) this.resend();
		this.#watch();
	}

	/** Sends again what is not known to have arrived: after a reconnect, and when the order comes a second time. */
	resend(): void {
		const missing = this.#unacked.filter((p) => p.number > this.#received);
		this.#publishAgain(missing);
	}

	/** Forgets everything; later writes are refused. */
	close(): void {
		this.#closed = true;
		this.#timer?.cancel();
		this.#forget(this.#next);
	}

	async #write({ kind, bytes }: RunOutput, signal: AbortSignal): Promise<void> {
		for (let from = 0; from < bytes.length; from += maxPartBytes) {
			const piece = bytes.slice(from, from + maxPartBytes);
			await this.#room(piece.length, signal);
			this.#push(kind, piece);
			this.#sentBytes += piece.length;
		}
	}

	async #room(bytes: number, signal: AbortSignal): Promise<void> {
		while (!this.#fits(bytes)) {
			signal.throwIfAborted();
			const { promise, resolve } = Promise.withResolvers<void>();
			const wake = () => resolve();
			this.#wakes.add(wake);
			const off = this.#deps.budget.onRelease(wake);
			signal.addEventListener("abort", wake, { once: true });
			await promise;
			off();
			this.#wakes.delete(wake);
			signal.removeEventListener("abort", wake);
		}
		if (this.#closed) throw new OrderStopped("closing");
	}

	/** One part is always let through, or an answer could wait for ever for others that wait for it. */
	#fits(bytes: number): boolean {
		if (this.#closed || this.#heldBytes === 0) return true;
		const inWindow = this.#heldBytes + bytes <= partWindowBytes;
		return inWindow && this.#deps.budget.has(bytes);
	}

	#push(kind: PartKind, bytes: Uint8Array): void {
		const part = { number: this.#next++, kind, bytes };
		this.#unacked.push(part);
		this.#heldBytes += bytes.length;
		this.#deps.budget.take(bytes.length);
		this.#deps.publish(part);
		this.#watch();
	}

	#forget(upTo: number): void {
		let freed = 0;
		while (this.#unacked[0] && this.#unacked[0].number <= upTo)
			freed += this.#unacked.shift()?.bytes.length ?? 0;
		this.#heldBytes -= freed;
		if (freed > 0 || this.#closed) this.#deps.budget.release(freed);
		for (const wake of this.#wakes) wake();
		this.#wakes.clear();
	}

	#watch(): void {
		if (this.#timer || this.isQuiet || this.#closed) return;
		this.#timer = this.#deps.clock.after(this.#timeoutMs, () => {
			this.#timer = undefined;
			this.#timeoutMs = Math.min(this.#timeoutMs * 2, longestAckTimeoutMs);
			this.#prod();
			this.#watch();
		});
	}

	/** Nothing was heard: what may be lost is sent again, or, when all has arrived, the last part, so that the caller acknowledges again. */
	#prod(): void {
		const last = this.#unacked.at(-1);
		const missing = this.#unacked.filter((p) => p.number > this.#received);
		this.#publishAgain(missing.length > 0 ? missing : last ? [last] : []);
	}

	#publishAgain(parts: readonly Part[]): void {
		let count = 0;
		for (const part of parts) {
			if (!this.#deps.publish(part)) break;
			count += 1;
		}
		if (count > 0) this.#deps.meter.resent(count);
	}
}
