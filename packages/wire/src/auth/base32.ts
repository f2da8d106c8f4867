const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const values = new Map(
	Array.from(alphabet, (letter, value) => [letter, value] as const),
);

/** RFC 4648 base32 without padding, as nkeys are written. */
export function encodeBase32(bytes: Uint8Array): string {
	let text = "";
	let bits = 0;
	let held = 0;
	for (const byte of bytes) {
		held = (held << 8) | byte;
		bits += 8;
		for (; bits >= 5; bits -= 5) {
			text += alphabet.charAt((held >>> (bits - 5)) & 31);
		}
		held &= 0xff;
	}
	return bits > 0 ? text + alphabet.charAt((held << (5 - bits)) & 31) : text;
}

/**
 * The bytes of unpadded base32, or undefined when the text is none. Only the one canonical spelling is taken:
 * left-over bits must be zero, so that two texts are never the same key.
 */
export function decodeBase32(text: string): Uint8Array | undefined {
	const bytes: number[] = [];
	let bits = 0;
	let held = 0;
	for (const letter of text) {
		const value = values.get(letter);
		if (value === undefined) return undefined;
		held = ((held & 0xff) << 5) | value;
		bits += 5;
		if (bits >= 8) {
			bits -= 8;
			bytes.push((held >>> bits) & 0xff);
		}
	}
	const leftOver = held & ((1 << bits) - 1);
	return bits >= 5 || leftOver !== 0 ? undefined : Uint8Array.from(bytes);
}
