import type { Msg, MsgHdrs } from "@nats-io/transport-node";
import {
	maxPartBytes,
	type PartKind,
	partHeaders,
	partKinds,
} from "@quarterdeck/contract";
import { numberHeader, wireHeaders } from "../codec.ts";

/** One numbered piece of an answer. Part 0 is `accepted`, or `refused`; `end` and `refused` are last. */
export interface Part {
	readonly number: number;
	readonly kind: PartKind;
	readonly bytes: Uint8Array;
}

/** A part as it was heard. */
export interface ReceivedPart extends Part {
	/** Which process of the agent said it. */
	readonly responder: string;
}

/** The headers a part travels with. */
export function partToHeaders(part: Part, responder: string): MsgHdrs {
	return wireHeaders({
		[partHeaders.responder]: responder,
		[partHeaders.number]: String(part.number),
		[partHeaders.kind]: part.kind,
	});
}

/** The part in a message, or undefined when it is none: no number, an unknown kind, no output where there must be some, or more than one may hold. */
export function partFromMessage(msg: Msg): ReceivedPart | undefined {
	const number = numberHeader(msg, partHeaders.number);
	const spoken = msg.headers?.get(partHeaders.kind);
	const kind = partKinds.find((known) => known === spoken);
	if (number === undefined || kind === undefined) return undefined;
	const first = kind === "accepted" || kind === "refused";
	if (number === 0 ? !first : kind === "accepted") return undefined;
	if (isOutput(kind) && !isOutputSize(msg.data.length)) return undefined;
	if (kind === "waiting" && msg.data.length > maxWaitingBytes) return undefined;
	const responder = msg.headers?.get(partHeaders.responder) ?? "";
	if (responder.length > 64) return undefined;
	return { number, kind, bytes: msg.data, responder };
}

const maxWaitingBytes = 64;

/** A part without output would cost its caller work and count as nothing. */
function isOutputSize(bytes: number): boolean {
	return bytes > 0 && bytes <= maxPartBytes;
}

/** Whether the part carries output. */
export function isOutput(kind: PartKind): kind is "stdout" | "stderr" {
	return kind === "stdout" || kind === "stderr";
}
