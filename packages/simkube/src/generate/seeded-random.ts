/** A source of chance that gives the same for the same seed. */
export interface Random {
	/** A whole number from 0 up to, not including, `limit`. */
	below(limit: number): number;
	pick<T>(list: readonly [T, ...T[]]): T;
	/** True `percent` times in a hundred. */
	chance(percent: number): boolean;
	/** Letters and digits as Kubernetes makes names of: no vowels, no doubtful digits. */
	suffix(length: number): string;
	uid(): string;
}

const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Chance from a seed; an unseeded second of the same seed starts over. */
export function createRandom(seed: number | string): Random {
	const next = mulberry32(hash(String(seed)));
	const below = (limit: number) => Math.floor(next() * limit);
	const hex = (digits: number) => {
		let text = "";
		while (text.length < digits) text += below(16).toString(16);
		return text;
	};
	return {
		below,
		pick: (list) => list[below(list.length)] ?? list[0],
		chance: (percent) => below(100) < percent,
		suffix(length) {
			let text = "";
			while (text.length < length) text += alphabet[below(alphabet.length)];
			return text;
		},
		uid: () =>
			`${hex(8)}-${hex(4)}-4${hex(3)}-${"89ab"[below(4)]}${hex(3)}-${hex(12)}`,
	};
}

// FNV-1a, so that seeds that differ in one letter differ in all that follows.
function hash(text: string): number {
	let value = 0x811c9dc5;
	for (let at = 0; at < text.length; at += 1)
		value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
	return value >>> 0;
}

function mulberry32(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
