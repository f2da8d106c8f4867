const escapeByte = 0x1b;
const bellByte = 0x07;

type State = "text" | "escape" | "sequence" | "string" | "string-escape" | "c1";

/**
 * Takes colours and every other terminal command out of program output, also when one is cut in two between chunks.
 * Tab, newline and carriage return stay; other control characters go. Bytes above ASCII pass untouched.
 */
export function createAnsiStripper(): (chunk: Uint8Array) => Uint8Array {
	let state: State = "text";
	return (chunk) => {
		const kept = new Uint8Array(chunk.length + 1);
		let length = 0;
		for (const byte of chunk) {
			if (state === "c1" && byte !== 0x9b) {
				// 0xC2 began an ordinary two-byte character (or a C1 control other than CSI, which is dropped).
				state = "text";
				if (byte >= 0xa0) {
					kept[length++] = 0xc2;
					kept[length++] = byte;
				}
				continue;
			}
			const isText = state === "text" || byte === 0x0a;
			if (isText && isPrintable(byte)) kept[length++] = byte;
			state = nextState(state, byte);
		}
		return kept.subarray(0, length);
	};
}

/** The same for a text at hand. */
export function stripAnsi(text: string): string {
	const strip = createAnsiStripper();
	return new TextDecoder().decode(strip(new TextEncoder().encode(text)));
}

function isPrintable(byte: number): boolean {
	if (byte === 0xc2 || byte === 0x7f) return false;
	return byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

function nextState(state: State, byte: number): State {
	switch (state) {
		case "text":
			if (byte === escapeByte) return "escape";
			return byte === 0xc2 ? "c1" : "text";
		case "c1":
			return "sequence";
		case "escape":
			return afterEscape(byte);
		case "sequence":
			// A line end gives up on a sequence that was never finished, so that it cannot swallow the rest.
			return (byte >= 0x40 && byte <= 0x7e) || byte === 0x0a
				? "text"
				: "sequence";
		case "string":
			if (byte === bellByte || byte === 0x0a) return "text";
			return byte === escapeByte ? "string-escape" : "string";
		case "string-escape":
			return byte === 0x5c ? "text" : "string";
	}
}

function afterEscape(byte: number): State {
	if (byte === 0x5b) return "sequence";
	// OSC, DCS, SOS, PM, APC: text for the terminal, up to ST or BEL.
	if ([0x5d, 0x50, 0x58, 0x5e, 0x5f].includes(byte)) return "string";
	// Intermediate bytes (as in ESC ( B) are followed by one final byte.
	return byte >= 0x20 && byte <= 0x2f ? "escape" : "text";
}
