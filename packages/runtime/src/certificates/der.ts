/** One element of DER: its tag, the length of its value, the value. */
export function tlv(tag: number, value: Buffer): Buffer {
	const size = value.length;
	const length =
		size < 0x80
			? Buffer.from([size])
			: size < 0x100
				? Buffer.from([0x81, size])
				: Buffer.from([0x82, size >> 8, size & 0xff]);
	return Buffer.concat([Buffer.from([tag]), length, value]);
}

/** A SEQUENCE of elements. */
export function sequence(...parts: Buffer[]): Buffer {
	return tlv(0x30, Buffer.concat(parts));
}

/** A SET of one element; of more, DER would want an order. */
export function set(...parts: Buffer[]): Buffer {
	return tlv(0x31, Buffer.concat(parts));
}

/** A BIT STRING of whole bytes. */
export function bitString(bytes: Buffer): Buffer {
	return tlv(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

/** A positive INTEGER: leading zero bytes are not minimal DER, and a set high bit would make it negative. */
export function integer(bytes: Buffer): Buffer {
	let start = 0;
	while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
	const minimal = bytes.subarray(start);
	const negative = ((minimal[0] ?? 0) & 0x80) !== 0;
	return tlv(
		0x02,
		negative ? Buffer.concat([Buffer.from([0]), minimal]) : minimal,
	);
}

/** A GeneralizedTime in whole seconds. */
export function generalizedTime(at: Date): Buffer {
	const digits = at.toISOString().replace(/[-:T]/g, "").slice(0, 14);
	return tlv(0x18, Buffer.from(`${digits}Z`));
}

/** An OBJECT IDENTIFIER from its dotted form. */
export function oid(dotted: string): Buffer {
	const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
	return tlv(
		0x06,
		Buffer.from([first * 40 + second, ...rest.flatMap(base128)]),
	);
}

function base128(value: number): number[] {
	const bytes = [value & 0x7f];
	for (let left = value >>> 7; left > 0; left >>>= 7)
		bytes.unshift((left & 0x7f) | 0x80);
	return bytes;
}
