import { randomBytes } from "node:crypto";

/** The random parts of a cluster: repeatable when seeded, else unpredictable. */
export interface Identities {
	uid(): string;
	/** Five characters, as appended to a `generateName`. */
	nameSuffix(): string;
	/** A whole number from 0 up to, not including, `below`. */
	below(below: number): number;
}

/** No vowels and no digits that look like letters: what Kubernetes names are made of. */
const suffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

export function createIdentities(seed?: number): Identities {
	const bytes = seed === undefined ? randomBytes : seededBytes(seed);

	return {
		uid() {
			const raw = bytes(16);
			raw.writeUInt8((raw.readUInt8(6) & 0x0f) | 0x40, 6);
			raw.writeUInt8((raw.readUInt8(8) & 0x3f) | 0x80, 8);
			const hex = raw.toString("hex");
			return [
				hex.slice(0, 8),
				hex.slice(8, 12),
				hex.slice(12, 16),
				hex.slice(16, 20),
				hex.slice(20),
			].join("-");
		},
		nameSuffix: () =>
			[...bytes(5)]
				.map((byte) => suffixAlphabet[byte % suffixAlphabet.length])
				.join(""),
		below: (limit) => bytes(4).readUInt32LE(0) % limit,
	};
}

function seededBytes(seed: number): (count: number) => Buffer {
	let state = seed >>> 0 || 1;
	return (count) => {
		const buffer = Buffer.alloc(count);
		for (let i = 0; i < count; i++) {
			state = (state + 0x6d2b79f5) >>> 0;
			let mixed = Math.imul(state ^ (state >>> 15), state | 1);
			mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
			buffer[i] = (mixed ^ (mixed >>> 14)) & 0xff;
		}
		return buffer;
	};
}

/** A digest in the alphabet of names, as in `pod-template-hash`. */
export function templateHash(template: unknown): string {
	let hash = 0x811c9dc5;
	for (const byte of Buffer.from(JSON.stringify(template))) {
		hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
	}
	return [...String(hash)]
		.map((char) => suffixAlphabet[char.charCodeAt(0) % suffixAlphabet.length])
		.join("");
}
