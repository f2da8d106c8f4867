/** Most bytes kept for a host that has not come yet, or reads slowly. What is beyond is dropped. */
const maxHeldBytes = 256 * 1024;

/** What the plugin's code prints, in order. */
export interface CapturedStdout {
	/** Ends when the signal aborts. */
	follow(signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Takes over `process.stdout.write`, so that a stray print after the handshake reaches the host as output instead of
 * filling a pipe nobody may be reading.
 */
export function captureStdout(): CapturedStdout {
	const held: Uint8Array[] = [];
	let heldBytes = 0;
	let wake = () => {};
	process.stdout.write = ((chunk: unknown, ...rest: unknown[]) => {
		const bytes =
			typeof chunk === "string" ? Buffer.from(chunk) : (chunk as Uint8Array);
		if (heldBytes + bytes.length <= maxHeldBytes) {
			held.push(bytes);
			heldBytes += bytes.length;
			wake();
		}
		const done = rest.at(-1);
		if (typeof done === "function") process.nextTick(done);
		return true;
	}) as typeof process.stdout.write;

	return {
		async *follow(signal) {
			signal.addEventListener("abort", () => wake(), { once: true });
			while (!signal.aborted) {
				const chunk = held.shift();
				if (chunk === undefined)
					await new Promise<void>((resolve) => {
						wake = resolve;
					});
				else {
					heldBytes -= chunk.length;
					yield chunk;
				}
			}
		},
	};
}
