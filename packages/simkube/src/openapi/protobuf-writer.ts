/** Writes one value as the field of a message, tag included; nothing for what proto3 leaves out. */
export type WriteField = (value: unknown) => Buffer;

const nothing = Buffer.alloc(0);

function varint(value: bigint): Buffer {
	const bytes: number[] = [];
	let rest = BigInt.asUintN(64, value);
	for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
	bytes.push(Number(rest));
	return Buffer.from(bytes);
}

function tag(field: number, wireType: number): Buffer {
	return varint(BigInt((field << 3) | wireType));
}

/** A field of which the bytes are known: a string, bytes or a message. */
export function delimited(field: number, bytes: Buffer): Buffer {
	return Buffer.concat([tag(field, 2), varint(BigInt(bytes.length)), bytes]);
}

export const text =
	(field: number): WriteField =>
	(value) =>
		typeof value === "string" && value !== ""
			? delimited(field, Buffer.from(value))
			: nothing;

export const flag =
	(field: number): WriteField =>
	(value) =>
		value === true ? Buffer.concat([tag(field, 0), Buffer.from([1])]) : nothing;

export const integer =
	(field: number): WriteField =>
	(value) =>
		typeof value === "number" && Number.isFinite(value) && value !== 0
			? Buffer.concat([tag(field, 0), varint(BigInt(Math.trunc(value)))])
			: nothing;

export const double =
	(field: number): WriteField =>
	(value) => {
		if (typeof value !== "number" || value === 0) return nothing;
		const bytes = Buffer.alloc(8);
		bytes.writeDoubleLE(value);
		return Buffer.concat([tag(field, 1), bytes]);
	};

/** A field holding a message; an empty message is written, since its presence says something. */
export const message =
	(field: number, write: (value: unknown) => Buffer): WriteField =>
	(value) =>
		delimited(field, write(value));

/** A field written once for each item of an array. */
export const each =
	(write: WriteField): WriteField =>
	(value) =>
		Array.isArray(value) ? Buffer.concat(value.map(write)) : nothing;

/** The entries of an object as repeated messages of a name and a value, as gnostic writes maps. */
export const entries =
	(field: number, writeValue: (value: unknown) => Buffer): WriteField =>
	(value) =>
		Buffer.concat(
			entriesOf(value).map(([name, item]) =>
				delimited(
					field,
					Buffer.concat([text(1)(name), delimited(2, writeValue(item))]),
				),
			),
		);

/** A message made of the fields named in `fields`; keys that begin with `x-` go to `extensions`. */
export function messageOf(
	fields: Readonly<Record<string, WriteField>>,
	extensions?: WriteField,
): (value: unknown) => Buffer {
	const known = new Map(Object.entries(fields));
	return (value) => {
		const parts = entriesOf(value).map(
			([key, item]) => known.get(key)?.(item) ?? nothing,
		);
		const extra = entriesOf(value).filter(([key]) => key.startsWith("x-"));
		if (extensions && extra.length > 0)
			parts.push(extensions(Object.fromEntries(extra)));
		return Buffer.concat(parts);
	};
}

function entriesOf(value: unknown): [string, unknown][] {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? Object.entries(value)
		: [];
}
