import type { KubeObject } from "../../kube-object.ts";
import {
	type FieldType,
	type MessageType,
	messageType,
	messageTypeOfKind,
} from "./message-types.ts";
import { readWire, type WireField } from "./wire-reader.ts";

export const protobufContentType = "application/vnd.kubernetes.protobuf";
const magic = Buffer.from("k8s\0");

type Values = Record<string, unknown>;

/** The object in an envelope of Kubernetes' protobuf encoding. Throws Error with the reason when it cannot be read. */
export function decodeProtobuf(body: Buffer): KubeObject {
	if (!body.subarray(0, 4).equals(magic))
		throw new Error(
			"provided data does not appear to be a protobuf message, expected prefix 6b 38 73 00",
		);
	const envelope = readEnvelope(body.subarray(4));
	const { apiVersion, kind } = envelope;
	const type = messageTypeOfKind(`${apiVersion}/${kind}`);
	if (!type)
		throw new Error(
			`no kind "${kind}" is registered for version "${apiVersion}"`,
		);
	const values = readMessage(envelope.raw, type);
	return { metadata: {}, ...values, apiVersion, kind };
}

function readEnvelope(bytes: Buffer) {
	let raw = Buffer.alloc(0);
	let apiVersion = "";
	let kind = "";
	for (const field of readWire(bytes)) {
		if (field.number === 2) raw = Buffer.from(field.bytes);
		if (field.number !== 1) continue;
		for (const part of readWire(field.bytes)) {
			if (part.number === 1) apiVersion = part.bytes.toString("utf8");
			if (part.number === 2) kind = part.bytes.toString("utf8");
		}
	}
	return { raw, apiVersion, kind };
}

function readMessage(bytes: Buffer, type: MessageType): Values {
	const values: Values = {};
	for (const field of readWire(bytes)) {
		const fieldType = type.get(field.number);
		if (fieldType) addField(values, field, fieldType);
	}
	return values;
}

function addField(values: Values, field: WireField, type: FieldType): void {
	if (type.name === ".") {
		Object.assign(values, readMessage(field.bytes, messageType(type.type)));
		return;
	}
	if (type.shape === "list") {
		const list = (values[type.name] ?? []) as unknown[];
		values[type.name] = [...list, readValue(field, type.type)];
		return;
	}
	if (type.shape === "map") {
		const [key, value] = readEntry(field.bytes, type.type);
		values[type.name] = { ...(values[type.name] as Values), [key]: value };
		return;
	}
	const value = readValue(field, type.type);
	if (value === null || (type.isOmittedWhenEmpty && isEmpty(value))) return;
	values[type.name] = value;
}

function isEmpty(value: unknown): boolean {
	return value === "" || value === 0 || value === false;
}

function readEntry(bytes: Buffer, type: string): [string, unknown] {
	let key = "";
	let value: unknown;
	for (const field of readWire(bytes)) {
		if (field.number === 1) key = field.bytes.toString("utf8");
		else if (field.number === 2) value = readValue(field, type);
	}
	return [key, value ?? emptyValue(type)];
}

function emptyValue(type: string): unknown {
	return readValue({ number: 2, value: 0n, bytes: Buffer.alloc(0) }, type);
}

const readers: Record<string, (field: WireField) => unknown> = {
	string: ({ bytes }) => bytes.toString("utf8"),
	bytes: ({ bytes }) => bytes.toString("base64"),
	bool: ({ value }) => value !== 0n,
	int: ({ value }) => Number(BigInt.asIntN(64, value)),
	time: ({ bytes }) => readTime(bytes, (iso) => `${iso.slice(0, 19)}Z`),
	microtime: ({ bytes }) => readMicroTime(bytes),
	quantity: ({ bytes }) => readString(bytes, 1),
	intorstring: ({ bytes }) => readIntOrString(bytes),
	duration: ({ bytes }) => `${Number(readInt(bytes, 1)) / 1e9}s`,
	raw: ({ bytes }) => readRaw(bytes),
	items: ({ bytes }) =>
		[...readWire(bytes)].map((item) => item.bytes.toString("utf8")),
};

function readValue(field: WireField, type: string): unknown {
	const reader = readers[type];
	return reader ? reader(field) : readMessage(field.bytes, messageType(type));
}

function readString(bytes: Buffer, number: number): string {
	for (const field of readWire(bytes)) {
		if (field.number === number) return field.bytes.toString("utf8");
	}
	return "";
}

function readInt(bytes: Buffer, number: number): bigint {
	for (const field of readWire(bytes)) {
		if (field.number === number) return BigInt.asIntN(64, field.value);
	}
	return 0n;
}

function readTime(
	bytes: Buffer,
	format: (iso: string) => string,
): string | null {
	if (bytes.length === 0) return null;
	const seconds = Number(readInt(bytes, 1));
	return format(new Date(seconds * 1000).toISOString());
}

function readMicroTime(bytes: Buffer): string | null {
	const micros = Number(readInt(bytes, 2)) / 1000;
	return readTime(
		bytes,
		(iso) =>
			`${iso.slice(0, 19)}.${String(Math.floor(micros)).padStart(6, "0")}Z`,
	);
}

function readIntOrString(bytes: Buffer): number | string {
	const isString = readInt(bytes, 1) === 1n;
	return isString ? readString(bytes, 3) : Number(readInt(bytes, 2));
}

function readRaw(bytes: Buffer): unknown {
	const text = readString(bytes, 1);
	return text === "" ? null : JSON.parse(text);
}
