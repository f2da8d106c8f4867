import { useSyncExternalStore } from "react";

/** Whether the control plane answers, as far as this page has heard. */
export interface Reachability {
	readonly isReached: boolean;
	/** When it last answered: what is shown is as old as that. In milliseconds since 1970. */
	readonly asOfMs: number;
}

const listeners = new Set<() => void>();
let lastAnswerMs = Date.now();
let known: Reachability = { isReached: true, asOfMs: lastAnswerMs };

/** Says that the control plane just answered, whatever it answered. */
export function noteAnswer(): void {
	lastAnswerMs = Date.now();
	if (!known.isReached) become(true);
}

/** Says that a live connection lasted until now, so what is shown is as of now. It is no answer: the next request decides. */
export function noteLiveUntilNow(): void {
	if (known.isReached) lastAnswerMs = Date.now();
}

/** Says that a request got no answer. */
export function noteSilence(): void {
	if (known.isReached) become(false);
}

/** What is known now; the same object until the control plane goes or comes back. */
export function reachability(): Reachability {
	return known;
}

/** Calls `listener` when the control plane goes or comes back. @returns what stops it. */
export function onReachability(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

/** Whether the control plane answers; renders again when that changes. */
export function useReachability(): Reachability {
	return useSyncExternalStore(onReachability, reachability);
}

function become(isReached: boolean): void {
	known = { isReached, asOfMs: lastAnswerMs };
	for (const listener of listeners) listener();
}
