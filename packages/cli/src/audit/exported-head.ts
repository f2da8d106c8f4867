import { createPublicKey, verify } from "node:crypto";
import { canonical, type ExportLine } from "./export-lines.ts";
import type { NotedHead } from "./noted-head.ts";

/** A head of an audit chain, and the proof of who saw it so. */
export interface SignedHead extends NotedHead {
	readonly organisationId: string;
	readonly at: string;
	readonly publicKey: string;
	readonly signature: string;
}

const members = {
	at: "string",
	hash: "string",
	organisationId: "string",
	publicKey: "string",
	seq: "number",
	signature: "string",
} as const;

/** Whether the line is meant to be a signed head and no record. */
export function isHeadLine(line: ExportLine): boolean {
	return Object.hasOwn(line, "signedHead");
}

/** The signed head of a line; undefined when it has another shape, or holds what no signature covers. */
export function headOf(line: ExportLine): SignedHead | undefined {
	const head = line.signedHead as Readonly<Record<string, unknown>> | null;
	const isHead =
		Object.keys(line).length === 1 &&
		typeof head === "object" &&
		head !== null &&
		Object.keys(head).length === Object.keys(members).length &&
		Object.entries(members).every(([name, type]) => typeof head[name] === type);
	return isHead ? (head as unknown as SignedHead) : undefined;
}

/** What stands before the 32 bytes of an Ed25519 key in SPKI. */
const keyPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** Whether the key that the head names signed it. */
export function isSigned(head: SignedHead): boolean {
	const { organisationId, seq, hash, at, publicKey, signature } = head;
	const raw = Buffer.from(publicKey, "base64url");
	if (raw.length !== 32) return false;
	return verify(
		null,
		Buffer.from(
			`quarterdeck audit head 1\n${canonical({ organisationId, seq, hash, at })}`,
		),
		createPublicKey({
			key: Buffer.concat([keyPrefix, raw]),
			format: "der",
			type: "spki",
		}),
		Buffer.from(signature, "base64url"),
	);
}
