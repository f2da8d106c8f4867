import type { Clock } from "@quarterdeck/runtime";

/** Who wants a place, and how they hear of it. */
export interface Waiter {
	/** Places are shared between these evenly. */
	readonly person: string;
	/** What it holds in memory while it waits. */
	readonly heldBytes: number;
	readonly maxWaitMs: number;
	readonly signal: AbortSignal;
	/** Told how many are before it, whenever that changes. */
	readonly onPosition: (before: number) => void;
}

/** Places for a limited number, and a bounded line before them that is fair by person. */
export interface WaitingLine {
	/**
	 * A place at once when one is free and nobody waits, otherwise when its turn comes. Resolves with what gives it back.
	 * @throws LineFull when too many wait, or too much is held by those who do, or it has waited long enough · the signal's reason.
	 */
	enter(waiter: Waiter): Promise<() => void>;
	readonly running: number;
	/** Sends everybody away who waits. */
	close(reason: unknown): void;
}

/** There is no place, and waiting for one makes no sense. */
export class LineFull extends Error {
	constructor() {
		super("too many wait already, or it took too long");
		this.name = "LineFull";
	}
}

/** How long the line may be. */
export interface LineBounds {
	readonly waiting: number;
	readonly waitingOfOne: number;
	readonly heldBytes: number;
}

interface Entry {
	readonly waiter: Waiter;
	readonly settle: (end: (() => void) | { readonly refused: unknown }) => void;
	told: number | undefined;
}

/** A line where nobody is. @param places how many may run now; asked at each step. */
export function createWaitingLine(deps: {
	readonly places: () => number;
	readonly bounds: LineBounds;
	readonly clock: Clock;
}): WaitingLine {
	const { bounds, clock, places } = deps;
	const line: Entry[] = [];
	const runningOf = new Map<string, number>();
	let running = 0;

	function take(person: string): () => void {
		running += 1;
		runningOf.set(person, (runningOf.get(person) ?? 0) + 1);
		let isTaken = true;
		return () => {
			if (!isTaken) return;
			isTaken = false;
			running -= 1;
			const left = (runningOf.get(person) ?? 1) - 1;
			if (left === 0) runningOf.delete(person);
			else runningOf.set(person, left);
			advance();
		};
	}
	function advance(): void {
		while (line.length > 0 && running < places()) {
			const next = inOrder(line, runningOf)[0];
			if (!next) break;
			leave(next, take(next.waiter.person));
		}
		for (const [before, entry] of inOrder(line, runningOf).entries()) {
			if (entry.told === before) continue;
			entry.told = before;
			entry.waiter.onPosition(before);
		}
	}
	function leave(entry: Entry, end: Parameters<Entry["settle"]>[0]): void {
		const at = line.indexOf(entry);
		if (at < 0) return;
		line.splice(at, 1);
		entry.settle(end);
	}
	function refuse(entry: Entry, refused: unknown): void {
		leave(entry, { refused });
		advance();
	}
	function hasRoom({ person, heldBytes }: Waiter): boolean {
		const own = line.filter(({ waiter }) => waiter.person === person);
		const held = line.reduce((sum, { waiter }) => sum + waiter.heldBytes, 0);
		return (
			line.length < bounds.waiting &&
			own.length < bounds.waitingOfOne &&
			held + heldBytes <= bounds.heldBytes
		);
	}
	return {
		get running() {
			return running;
		},
		async enter(waiter) {
			waiter.signal.throwIfAborted();
			if (line.length === 0 && running < places()) return take(waiter.person);
			if (waiter.maxWaitMs <= 0 || !hasRoom(waiter)) throw new LineFull();
			const turn = Promise.withResolvers<() => void>();
			const timer = clock.after(waiter.maxWaitMs, () =>
				refuse(entry, new LineFull()),
			);
			const onAbort = () => refuse(entry, waiter.signal.reason);
			const entry: Entry = {
				waiter,
				told: undefined,
				settle(end) {
					timer.cancel();
					waiter.signal.removeEventListener("abort", onAbort);
					if (typeof end === "function") turn.resolve(end);
					else turn.reject(end.refused);
				},
			};
			waiter.signal.addEventListener("abort", onAbort, { once: true });
			line.push(entry);
			advance();
			return turn.promise;
		},
		close(reason) {
			for (const entry of [...line]) leave(entry, { refused: reason });
		},
	};
}

/** Who has the fewest running, and fewest before it of its own, comes first; of equals, who came first. */
function inOrder(
	line: readonly Entry[],
	runningOf: ReadonlyMap<string, number>,
): Entry[] {
	const ahead = new Map(runningOf);
	const ranked = line.map((entry, arrival) => {
		const { person } = entry.waiter;
		const rank = ahead.get(person) ?? 0;
		ahead.set(person, rank + 1);
		return { entry, rank, arrival };
	});
	return ranked
		.toSorted((a, b) => a.rank - b.rank || a.arrival - b.arrival)
		.map(({ entry }) => entry);
}
