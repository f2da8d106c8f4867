import {
	createPrivateKey,
	createPublicKey,
	type KeyObject,
	sign,
	verify,
} from "node:crypto";
import { canonicalJson } from "./chain.ts";

/** The end of a chain at an instant, and the proof that a control plane with the installation's key saw it so. */
export interface SignedHead {
	readonly organisationId: string;
	readonly seq: number;
	readonly hash: string;
	/** When it was signed: UTC with milliseconds. */
	readonly at: string;
	/** The raw Ed25519 key, 32 bytes as base64url. */
	readonly publicKey: string;
	/** 64 bytes as base64url; over `signedText`. */
	readonly signature: string;
}

/** That the loss of a head was acknowledged, and of which others with it. */
export interface AcknowledgedLoss
	extends Pick<SignedHead, "organisationId" | "seq" | "hash"> {
	/** When the lost head was signed: heads that were signed later are of another loss. */
	readonly at: string;
	/** The newest head before it that the chain still held: those in between were lost together with it. */
	readonly from: number;
}

/** Signs heads; its key is derived from the master key and never stored. */
export interface HeadSigner {
	readonly publicKey: string;
	sign(head: Omit<SignedHead, "publicKey" | "signature">): SignedHead;
	/** The proof that a loss of the head was acknowledged here: 64 bytes as base64url, over `acknowledgedText`. */
	acknowledge(loss: AcknowledgedLoss): string;
}

/** What stands before the seed in an Ed25519 private key in PKCS #8, and before the key in a public one in SPKI. */
const privatePrefix = Buffer.from("302e020100300506032b657004220420", "hex");
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** @param seed 32 secret bytes, of this purpose alone. */
export function createHeadSigner(seed: Uint8Array): HeadSigner {
	const privateKey = createPrivateKey({
		key: Buffer.concat([privatePrefix, seed]),
		format: "der",
		type: "pkcs8",
	});
	const publicKey = createPublicKey(privateKey)
		.export({ format: "der", type: "spki" })
		.subarray(publicPrefix.length)
		.toString("base64url");
	return {
		publicKey,
		sign: (head) => ({
			...head,
			publicKey,
			signature: sign(null, signedText(head), privateKey).toString("base64url"),
		}),
		acknowledge: (loss) =>
			sign(null, acknowledgedText(loss), privateKey).toString("base64url"),
	};
}

/** Whether the head's own key signed it. Whose key that is, the caller decides. */
export function isSignatureValid(head: SignedHead): boolean {
	const key = readPublicKey(head.publicKey);
	const signature = Buffer.from(head.signature, "base64url");
	return key !== undefined && verify(null, signedText(head), key, signature);
}

/** Whether the key signed that the loss was acknowledged. */
export function isAcknowledgementValid(
	loss: AcknowledgedLoss,
	proof: string,
	publicKey: string,
): boolean {
	const key = readPublicKey(publicKey);
	const signature = Buffer.from(proof, "base64url");
	return (
		key !== undefined && verify(null, acknowledgedText(loss), key, signature)
	);
}

/** The line `quarterdeck audit acknowledgement 1`, a line feed, and the canonical JSON of the loss. */
function acknowledgedText(loss: AcknowledgedLoss): Uint8Array {
	const { organisationId, seq, hash, at, from } = loss;
	const json = canonicalJson({ organisationId, seq, hash, at, from });
	return Buffer.from(`quarterdeck audit acknowledgement 1\n${json}`);
}

/**
 * What is signed: the line `quarterdeck audit head 1`, a line feed, and the canonical JSON (as in `entryHash`) of `organisationId`,
 * `seq`, `hash` and `at`.
 */
function signedText(
	head: Omit<SignedHead, "publicKey" | "signature">,
): Uint8Array {
	const { organisationId, seq, hash, at } = head;
	const json = canonicalJson({ organisationId, seq, hash, at });
	return Buffer.from(`quarterdeck audit head 1\n${json}`);
}

function readPublicKey(text: string): KeyObject | undefined {
	const raw = Buffer.from(text, "base64url");
	if (raw.length !== 32) return undefined;
	return createPublicKey({
		key: Buffer.concat([publicPrefix, raw]),
		format: "der",
		type: "spki",
	});
}
