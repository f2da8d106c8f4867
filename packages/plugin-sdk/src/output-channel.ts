/** Hands parts from a producer to one consumer; a write resolves when the consumer has come back for more. */
export interface OutputChannel<Part> {
	/** Throws the reason once the consumer is gone. */
	write(part: Part): Promise<void>;
	end(): void;
	fail(reason: unknown): void;
	/** What the producer wrote, in order. May be called once. */
	parts(): AsyncGenerator<Part, void, undefined>;
}

interface Waiting<Part> {
	readonly part: Part;
	readonly taken: () => void;
	readonly refused: (reason: unknown) => void;
}

/** A channel that holds nothing but what its writers are waiting on, so a slow reader slows the writer. */
export function createOutputChannel<Part>(): OutputChannel<Part> {
	const queue: Waiting<Part>[] = [];
	let ended: { readonly reason?: unknown } | undefined;
	let consumerGone: { readonly reason: unknown } | undefined;
	let wake = () => {};

	function refuseAll(reason: unknown): void {
		consumerGone = { reason };
		for (const waiting of queue.splice(0)) waiting.refused(reason);
	}
	async function* parts(): AsyncGenerator<Part, void, undefined> {
		try {
			for (;;) {
				const [next] = queue;
				if (next !== undefined) {
					// Stays in the queue until the reader is back: one that leaves here refuses it with the others.
					yield next.part;
					if (queue[0] === next) queue.shift();
					next.taken();
				} else if (ended === undefined) {
					await new Promise<void>((resolve) => {
						wake = resolve;
					});
				} else if ("reason" in ended) throw ended.reason;
				else return;
			}
		} finally {
			refuseAll(new Error("nobody reads the output any more"));
		}
	}
	return {
		write(part) {
			if (consumerGone) return Promise.reject(consumerGone.reason);
			if (ended)
				return Promise.reject(new Error("the output has ended already"));
			return new Promise((taken, refused) => {
				queue.push({ part, taken, refused });
				wake();
			});
		},
		end() {
			ended ??= {};
			wake();
		},
		fail(reason) {
			ended ??= { reason };
			refuseAll(reason);
			wake();
		},
		parts,
	};
}
