import type { Clock } from "@quarterdeck/runtime";
import { repeatableMs } from "../signing/control-plane-time.ts";

/** Orders remembered after their answer was taken, and bytes of an answer that are kept with each. */
const maxRemembered = 5000;
const maxAnswerBytes = 2048;
/** Orders refused because the memory is full, which are remembered too. */
const maxRefused = 5000;

/** An answer of one part. */
export interface WholeAnswer {
	readonly kind: "end" | "refused";
	readonly bytes: Uint8Array;
}

interface Finished {
	readonly digest: string;
	readonly answer: WholeAnswer | undefined;
	readonly atMs: number;
}

/**
 * Which orders were run or refused, so that none is run after that. Bounded: the oldest is forgotten first, but none whose signature
 * could still be shown again; while it is full of those, no order may begin.
 */
export class FinishedOrders {
	readonly #orders = new Map<string, Finished>();
	readonly #clock: Pick<Clock, "monotonicMs">;

	constructor(clock: Pick<Clock, "monotonicMs">) {
		this.#clock = clock;
	}

	/** `answer` is the whole answer of an order without output; a large one is not kept. */
	remember(
		correlation: string,
		digest: string,
		answer: WholeAnswer | undefined,
	): void {
		const small = answer && answer.bytes.length <= maxAnswerBytes;
		const atMs = this.#clock.monotonicMs();
		this.#orders.delete(correlation);
		this.#orders.set(correlation, {
			digest,
			answer: small ? answer : undefined,
			atMs,
		});
		for (const [oldest, { atMs: thenMs }] of this.#orders) {
			const mayGo = atMs - thenMs > repeatableMs;
			const surplus = this.#orders.size - maxRemembered;
			if (surplus <= 0 || (!mayGo && surplus <= maxRefused)) return;
			this.#orders.delete(oldest);
		}
	}

	/** Whether there is no room to remember one more. */
	isFull(): boolean {
		if (this.#orders.size < maxRemembered) return false;
		const [oldest] = this.#orders.values();
		const ageMs = this.#clock.monotonicMs() - (oldest?.atMs ?? 0);
		return ageMs <= repeatableMs;
	}

	/** The digest of an order that was run or refused, or undefined when it is not remembered. */
	digest(correlation: string): string | undefined {
		return this.#orders.get(correlation)?.digest;
	}

	answer(correlation: string): WholeAnswer | undefined {
		return this.#orders.get(correlation)?.answer;
	}
}
