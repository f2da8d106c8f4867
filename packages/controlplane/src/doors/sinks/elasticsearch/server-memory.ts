import type { Clock } from "@quarterdeck/runtime";

/** What is known of a server is asked again after so long. */
const rememberMs = 300_000;
const maxRemembered = 1000;

/** What servers said of themselves, for a while. */
export interface ServerMemory {
	recall(key: string): string | undefined;
	remember(key: string, value: string): void;
}

/** A memory of nothing; it never holds more than a thousand entries. */
export function createServerMemory(clock: Clock): ServerMemory {
	const known = new Map<
		string,
		{ readonly value: string; readonly atMs: number }
	>();
	return {
		recall(key) {
			const found = known.get(key);
			return found && clock.monotonicMs() - found.atMs <= rememberMs
				? found.value
				: undefined;
		},
		remember(key, value) {
			if (known.size >= maxRemembered) known.clear();
			known.set(key, { value, atMs: clock.monotonicMs() });
		},
	};
}
