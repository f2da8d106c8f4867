/** Bytes that many answers hold together; the outer bound beside each answer's own window. */
export interface ByteBudget {
	has(bytes: number): boolean;
	take(bytes: number): void;
	/** Gives bytes back and wakes everyone who waits for some. */
	release(bytes: number): void;
	/** Calls `wake` once, at the next release; returns how to stop waiting. */
	onRelease(wake: () => void): () => void;
	readonly heldBytes: number;
}

/** A budget of this many bytes. */
export function createByteBudget(limitBytes: number): ByteBudget {
	const waiting = new Set<() => void>();
	let heldBytes = 0;
	return {
		has: (bytes) => heldBytes + bytes <= limitBytes,
		take(bytes) {
			heldBytes += bytes;
		},
		release(bytes) {
			heldBytes -= bytes;
			const woken = [...waiting];
			waiting.clear();
			for (const wake of woken) wake();
		},
		onRelease(wake) {
			waiting.add(wake);
			return () => waiting.delete(wake);
		},
		get heldBytes() {
			return heldBytes;
		},
	};
}
