import { headers, type Msg, type MsgHdrs } from "@nats-io/transport-node";
import { partHeaders, protocolVersion } from "@quarterdeck/contract";
import type { z } from "zod";
import type { DropReason } from "./meter.ts";

/** Room for headers and subject below the server's 1 MiB. */
export const maxPayloadBytes = 1_000_000;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A value as the bytes of its JSON. */
export function encodeJson(value: unknown): Uint8Array {
	return Buffer.from(JSON.stringify(value));
}

/** The headers every message carries, and these. */
export function wireHeaders(
	more: Readonly<Record<string, string>> = {},
): MsgHdrs {
	const set = headers();
	set.set(partHeaders.protocol, String(protocolVersion));
	for (const [name, value] of Object.entries(more)) set.set(name, value);
	return set;
}

/** Why a message is not for us to read, or undefined when it is. */
export function messageProblem(
	msg: Msg,
	maxBytes: number = maxPayloadBytes,
): DropReason | undefined {
	if (msg.data.length > maxBytes) return "oversized";
	const spoken = msg.headers?.get(partHeaders.protocol);
	return spoken === String(protocolVersion) ? undefined : "protocol";
}

/** The value in a payload when it is JSON of this schema; undefined otherwise. */
export function decodeJson<T>(
	schema: z.ZodType<T>,
	payload: Uint8Array,
): { readonly value: T } | undefined {
	try {
		const read = schema.safeParse(JSON.parse(utf8.decode(payload)));
		return read.success ? { value: read.data } : undefined;
	} catch {
		return undefined;
	}
}

/** A header as a whole number from 0, or undefined when it is none. */
export function numberHeader(msg: Msg, name: string): number | undefined {
	const text = msg.headers?.get(name) ?? "";
	return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
