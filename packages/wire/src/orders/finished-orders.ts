/** Orders remembered after their answer was taken, and bytes of an end that are kept with each. */
const maxRemembered = 5000;
const maxEndBytes = 2048;

interface Finished {
	readonly digest: string;
	readonly end: Uint8Array | undefined;
}

/** Which orders were run, so that none is run twice. Bounded: the oldest is forgotten first. */
export class FinishedOrders {
	readonly #orders = new Map<string, Finished>();

	/** `end` is the whole answer of an order without output; a large one is not kept. */
	remember(
		correlation: string,
		digest: string,
		end: Uint8Array | undefined,
	): void {
		const small = end && end.length <= maxEndBytes ? end : undefined;
		this.#orders.delete(correlation);
		this.#orders.set(correlation, { digest, end: small });
		if (this.#orders.size <= maxRemembered) return;
		const oldest = this.#orders.keys().next().value;
		if (oldest !== undefined) this.#orders.delete(oldest);
	}

	/** The digest of an order that was run, or undefined when it is not remembered. */
	digest(correlation: string): string | undefined {
		return this.#orders.get(correlation)?.digest;
	}

	end(correlation: string): Uint8Array | undefined {
		return this.#orders.get(correlation)?.end;
	}
}
