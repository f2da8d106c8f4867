/** Who waits for a piece of work. */
interface Waiting {
	readonly signal: AbortSignal;
	readonly onProgress?: (text: string) => void;
}

interface Work<T> {
	readonly result: Promise<T>;
	readonly waiting: Set<Waiting>;
	readonly unwanted: AbortController;
	lastText: string | undefined;
}

/**
 * Does a piece of work once for all who ask for it meanwhile. It is given up when the last of them is gone.
 * @param maxAtOnce pieces that are done at the same time; others wait for their turn.
 */
export function sharedWork<T>(
	maxAtOnce = Number.POSITIVE_INFINITY,
): (
	id: string,
	waiting: Waiting,
	act: (signal: AbortSignal, onProgress: (text: string) => void) => Promise<T>,
) => Promise<T> {
	const works = new Map<string, Work<T>>();
	const queue: (() => void)[] = [];
	let running = 0;

	async function inTurn(signal: AbortSignal, act: () => Promise<T>) {
		while (running >= maxAtOnce)
			await new Promise<void>((resolve) => queue.push(resolve));
		running += 1;
		try {
			signal.throwIfAborted();
			return await act();
		} finally {
			running -= 1;
			queue.shift()?.();
		}
	}
	return async (id, waiting, act) => {
		waiting.signal.throwIfAborted();
		let work = works.get(id);
		if (!work || work.unwanted.signal.aborted) {
			const unwanted = new AbortController();
			const told = new Set<Waiting>();
			const made: Work<T> = {
				waiting: told,
				unwanted,
				lastText: undefined,
				result: inTurn(unwanted.signal, () =>
					act(unwanted.signal, (text) => {
						made.lastText = text;
						for (const one of told) one.onProgress?.(text);
					}),
				).finally(() => {
					if (works.get(id) === made) works.delete(id);
				}),
			};
			made.result.catch(() => {});
			works.set(id, made);
			work = made;
		}
		return await waitFor(work, waiting);
	};
}

async function waitFor<T>(work: Work<T>, waiting: Waiting): Promise<T> {
	const { signal } = waiting;
	const gone = Promise.withResolvers<never>();
	const leave = () => gone.reject(signal.reason);
	signal.addEventListener("abort", leave, { once: true });
	work.waiting.add(waiting);
	if (work.lastText !== undefined) waiting.onProgress?.(work.lastText);
	try {
		return await Promise.race([work.result, gone.promise]);
	} finally {
		signal.removeEventListener("abort", leave);
		work.waiting.delete(waiting);
		if (work.waiting.size === 0)
			work.unwanted.abort(new Error("nobody waits for it any more"));
	}
}
