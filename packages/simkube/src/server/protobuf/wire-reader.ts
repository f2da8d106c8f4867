/** One field as it lies on the wire: its number and its value, not yet given a meaning. */
export interface WireField {
	readonly number: number;
	/** Varints and fixed numbers. */
	readonly value: bigint;
	/** Strings, bytes and messages. */
	readonly bytes: Buffer;
}

const empty = Buffer.alloc(0);

/** Takes a protobuf message apart. Throws RangeError when it ends early or holds what proto3 does not know. */
export function* readWire(message: Buffer): Iterable<WireField> {
	const cursor = { message, at: 0 };
	while (cursor.at < message.length) {
		const tag = readVarint(cursor);
		const number = Number(tag >> 3n);
		const wireType = Number(tag & 7n);
		if (wireType === 0) {
			yield { number, value: readVarint(cursor), bytes: empty };
		} else if (wireType === 2) {
			const length = Number(readVarint(cursor));
			yield { number, value: 0n, bytes: take(cursor, length) };
		} else if (wireType === 1) {
			yield { number, value: take(cursor, 8).readBigUInt64LE(), bytes: empty };
		} else if (wireType === 5) {
			const value = BigInt(take(cursor, 4).readUInt32LE());
			yield { number, value, bytes: empty };
		} else {
			throw new RangeError(`illegal wireType ${wireType}`);
		}
	}
}

interface Cursor {
	readonly message: Buffer;
	at: number;
}

function readVarint(cursor: Cursor): bigint {
	let value = 0n;
	for (let shift = 0n; shift < 70n; shift += 7n) {
		const byte = cursor.message[cursor.at];
		if (byte === undefined) throw new RangeError("unexpected EOF");
		cursor.at += 1;
		value |= BigInt(byte & 0x7f) << shift;
		if (byte < 0x80) return value;
	}
	throw new RangeError("integer overflow");
}

function take(cursor: Cursor, length: number): Buffer {
	const end = cursor.at + length;
	if (end > cursor.message.length) throw new RangeError("unexpected EOF");
	const part = cursor.message.subarray(cursor.at, end);
	cursor.at = end;
	return part;
}
