/** How much, and for how long, a control plane may answer. */
export interface AnswerLimits {
	/** Of an answer that is read as a whole; streams and downloads have none. */
	readonly maxBytes: number;
	/** From the question to the last byte of such an answer. */
	readonly answerMs: number;
	/** Between two signs of life of a live stream: the control plane sends one every 12 s. */
	readonly silenceMs: number;
}

export const answerLimits: AnswerLimits = {
	maxBytes: 64 * 1024 * 1024,
	answerMs: 30_000,
	silenceMs: 60_000,
};

/** An answer was larger than `maxBytes`. */
export class AnswerTooLarge extends Error {
	constructor(maxBytes: number) {
		super(`an answer is larger than ${maxBytes / 1024 / 1024} MiB`);
		this.name = "AnswerTooLarge";
	}
}

/** The whole text of an answer. @throws AnswerTooLarge; the reason of `signal` when it is aborted; what broke the connection. */
export async function readText(
	response: Response,
	maxBytes: number,
	signal: AbortSignal,
): Promise<string> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	const all = new WritableStream<Uint8Array>({
		write(chunk) {
			size += chunk.length;
			if (size > maxBytes) throw new AnswerTooLarge(maxBytes);
			chunks.push(chunk);
		},
	});
	await response.body?.pipeTo(all, { signal });
	return new TextDecoder().decode(Buffer.concat(chunks));
}

/** What comes of a stream. Only the wait for the next piece counts, not what the reader does with it. @throws Error when nothing comes for `silenceMs`. */
export async function* untilSilent(
	body: ReadableStream<Uint8Array>,
	silenceMs: number,
): AsyncGenerator<Uint8Array> {
	const reader = body.getReader();
	try {
		for (;;) {
			const { done, value } = await within(silenceMs, reader.read());
			if (done) return;
			yield value;
		}
	} finally {
		await reader.cancel().catch(() => {});
	}
}

async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(
		() => late.reject(new Error(`nothing came for ${ms} ms`)),
		ms,
	);
	try {
		return await Promise.race([answer, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
