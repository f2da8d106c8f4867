import type { Clock } from "@quarterdeck/runtime";

/** What may be incomplete at a time: anyone who can connect to the database can send pieces and never the last one. */
const maxSignals = 100;
const maxBytes = 16 << 20;
const maxAgeMs = 60_000;

interface Incomplete {
	readonly channel: string;
	readonly sinceMs: number;
	readonly json: string;
	readonly number: number;
}

/** Joins the pieces of long signals, which come in order. */
export interface SignalPieces {
	/** The whole JSON once its last piece is there. @param place `<id>/<number>/<count>` */
	add(channel: string, place: string, piece: string): string | undefined;
	clear(): void;
}

/** @param onDropped called with the channel of a signal that will never be whole. */
export function createSignalPieces(
	clock: Pick<Clock, "monotonicMs">,
	onDropped: (channel: string) => void,
): SignalPieces {
	// The oldest first.
	const incomplete = new Map<string, Incomplete>();
	let bytes = 0;

	function take(id: string): Incomplete | undefined {
		const found = incomplete.get(id);
		if (found) bytes -= id.length + found.json.length;
		incomplete.delete(id);
		return found;
	}
	function put(id: string, signal: Incomplete): void {
		bytes += id.length + signal.json.length;
		incomplete.set(id, signal);
	}
	function dropOldest(): void {
		const oldestMs = clock.monotonicMs() - maxAgeMs;
		for (const [id, { channel, sinceMs }] of [...incomplete]) {
			const isTooMuch = incomplete.size > maxSignals || bytes > maxBytes;
			if (!isTooMuch && sinceMs > oldestMs) continue;
			take(id);
			onDropped(channel);
		}
	}
	return {
		add(channel, place, piece) {
			const [name = "", number, count] = place.split("/");
			const id = `${channel}#${name}`;
			const before = take(id);
			const next = (before?.number ?? 0) + 1;
			const json = (before?.json ?? "") + piece;
			if (number !== String(next)) onDropped(channel);
			else if (number === count) return json;
			else {
				const sinceMs = before?.sinceMs ?? clock.monotonicMs();
				put(id, { channel, sinceMs, json, number: next });
			}
			dropOldest();
			return undefined;
		},
		clear() {
			incomplete.clear();
			bytes = 0;
		},
	};
}
