import { createHash } from "node:crypto";
import type { Msg, MsgHdrs } from "@nats-io/transport-node";
import { partHeaders } from "@quarterdeck/contract";
import { type Verify, verifierOf } from "../auth/nkey.ts";
import { wireHeaders } from "../codec.ts";

/*
 * Everything the control plane says to an agent is signed (docs/decisions/0028-signed-orders.md). The signature stands in one header,
 *   Qd-Signature: 1.<issued>.<ends>.<Ed25519 in base64url>      instants in milliseconds of the control plane's clock, in base 36
 * and covers the JSON of
 *   ["quarterdeck bus 1", subject, issued, ends, kind, responder, SHA-256 of the payload]
 * The subject is the one the agent hears: it holds the agent, the verb, the act and the correlation. The organisation is in the key.
 */
const context = "quarterdeck bus 1";

/** Makes signatures with one key. */
export interface OrderSigner {
	sign(bytes: Uint8Array): Uint8Array;
}

/** What the signature of a message vouches for. */
export interface Signed {
	readonly issuedAtMs: number;
	readonly endsAtMs: number;
	/** Of the payload. */
	readonly digest: string;
}

/** What is to be signed. `more` are the message's other headers; kind and responder are signed too. */
export interface MessageToSign {
	readonly subject: string;
	readonly payload: Uint8Array;
	readonly issuedAtMs: number;
	readonly endsAtMs: number;
	readonly more?: Readonly<Record<string, string>>;
}

/** The headers of a message that an agent will obey. */
export function signedHeaders(
	signer: OrderSigner,
	message: MessageToSign,
): MsgHdrs {
	const { payload, more = {}, ...about } = message;
	const signature = signer.sign(
		signedBytes({
			...about,
			kind: more[partHeaders.kind] ?? "",
			responder: more[partHeaders.responder] ?? "",
			digest: digestOf(payload),
		}),
	);
	const parts = [
		"1",
		about.issuedAtMs.toString(36),
		about.endsAtMs.toString(36),
		Buffer.from(signature).toString("base64url"),
	];
	return wireHeaders({ ...more, [partHeaders.signature]: parts.join(".") });
}

/** Why a message is not obeyed, in words that end a sentence. */
export type Unproven =
	| "it is not signed"
	| "its signature does not match the organisation's order key";

/** The keys whose signatures are obeyed. */
export interface TrustedKeys {
	/** What the message's signature vouches for, or why there is nothing. Its age is left to the caller. */
	check(msg: Msg): Signed | Unproven;
	/** From now on these keys and no others. @throws Error when none of them is a public key. */
	replace(keys: readonly string[]): void;
}

/** @throws Error when none of the keys is a public key. */
export function trustKeys(keys: readonly string[]): TrustedKeys {
	let verifiers = readAll(keys);
	return {
		check(msg) {
			const header = msg.headers?.get(partHeaders.signature) ?? "";
			const spelled = /^1\.([0-9a-z]{1,9})\.([0-9a-z]{1,9})\.([\w-]{86})$/.exec(
				header,
			);
			if (!spelled) return "it is not signed";
			const [, issued = "", ends = "", signature = ""] = spelled;
			const signed = {
				issuedAtMs: Number.parseInt(issued, 36),
				endsAtMs: Number.parseInt(ends, 36),
				digest: digestOf(msg.data),
			};
			const bytes = signedBytes({
				...signed,
				subject: msg.subject,
				kind: msg.headers?.get(partHeaders.kind) ?? "",
				responder: msg.headers?.get(partHeaders.responder) ?? "",
			});
			const proof = Buffer.from(signature, "base64url");
			return verifiers.some((verify) => verify(bytes, proof))
				? signed
				: "its signature does not match the organisation's order key";
		},
		replace(newer) {
			verifiers = readAll(newer);
		},
	};
}

function readAll(keys: readonly string[]): readonly Verify[] {
	const verifiers = keys.map(verifierOf).filter((one) => one !== undefined);
	if (verifiers.length === 0)
		throw new Error("An agent needs an order key of its organisation.");
	return verifiers;
}

/** A list, so that no byte can move from one member to the next. */
function signedBytes(
	about: Signed & {
		readonly subject: string;
		readonly kind: string;
		readonly responder: string;
	},
): Uint8Array {
	const { subject, issuedAtMs, endsAtMs, kind, responder, digest } = about;
	return Buffer.from(
		JSON.stringify([
			context,
			subject,
			issuedAtMs,
			endsAtMs,
			kind,
			responder,
			digest,
		]),
	);
}

function digestOf(payload: Uint8Array): string {
	return createHash("sha256").update(payload).digest("base64");
}
