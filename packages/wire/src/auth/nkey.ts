import {
	createPrivateKey,
	createPublicKey,
	type KeyObject,
	randomBytes,
	sign,
	verify,
} from "node:crypto";
import { decodeBase32, encodeBase32 } from "./base32.ts";

/*
 * Keys of the bus are Ed25519 with a readable spelling (docs/architecture/nats-facts.md#keys-and-jwts): base32 of a prefix, the 32 bytes
 * and a CRC-16. Node signs a hundred times faster than the client library's own pure-JavaScript curve.
 */

/** Whose key it is; the first letter of the public key says it: O, A or U. */
export type NkeyKind = "operator" | "account" | "user";

/** A key pair. `seed` is the secret; everything else may be shown. */
export interface Nkey {
	readonly kind: NkeyKind;
	/** The public key, and so the name of the operator, account or user. */
	readonly id: string;
	readonly seed: string;
	sign(bytes: Uint8Array): Uint8Array;
}

const prefixes: Readonly<Record<NkeyKind, number>> = {
	operator: 14 << 3,
	account: 0,
	user: 20 << 3,
};
const seedPrefix = 18 << 3;
const pkcs8Start = Buffer.from("302e020100300506032b657004220420", "hex");
const spkiStart = Buffer.from("302a300506032b6570032100", "hex");

/** A new key pair from the machine's randomness. */
export function createNkey(kind: NkeyKind): Nkey {
	return nkeyFromRaw(kind, randomBytes(32));
}

/**
 * The key pair of a seed (`SO…`, `SA…`, `SU…`).
 * @throws Error when the text is no seed; the message never repeats the text.
 */
export function nkeyFromSeed(seed: string): Nkey {
	const bytes = decodeBase32(seed);
	if (bytes?.length !== 36 || !crcMatches(bytes))
		throw new Error(
			"Not an nkey seed: expected S followed by O, A or U and 56 more characters, with a matching checksum.",
		);
	const [first = 0, second = 0] = bytes;
	const kind = kindOf(((first & 7) << 5) | ((second & 0xf8) >>> 3));
	if ((first & 0xf8) !== seedPrefix || (second & 7) !== 0 || !kind)
		throw new Error("Not the nkey seed of an operator, an account or a user.");
	return nkeyFromRaw(kind, bytes.subarray(2, 34));
}

/** The public key of a seed. @throws Error as `nkeyFromSeed` does. */
export function publicKey(seed: string): string {
	return nkeyFromSeed(seed).id;
}

/** Whether the text is a public key, of this kind when one is named: right letter, length and checksum. */
export function isPublicKey(text: string, kind?: NkeyKind): boolean {
	const read = readPublicKey(text);
	return read !== undefined && (kind === undefined || read.kind === kind);
}

/** The kind of a public key, or undefined when the text is none. */
export function publicKeyKind(text: string): NkeyKind | undefined {
	return readPublicKey(text)?.kind;
}

/** Whether a signature over bytes was made by the holder of one key's seed. */
export type Verify = (bytes: Uint8Array, signature: Uint8Array) => boolean;

/** Whether `signature` was made over `bytes` by the holder of this public key's seed. */
export function verifySignature(
	id: string,
	bytes: Uint8Array,
	signature: Uint8Array,
): boolean {
	return verifierOf(id)?.(bytes, signature) ?? false;
}

/** Checks signatures of one public key, which is read once; undefined when the text is none. */
export function verifierOf(id: string): Verify | undefined {
	const read = readPublicKey(id);
	if (!read) return undefined;
	const key = createPublicKey({
		key: Buffer.concat([spkiStart, read.raw]),
		format: "der",
		type: "spki",
	});
	return (bytes, signature) =>
		signature.length === 64 && verify(null, bytes, key, signature);
}

function nkeyFromRaw(kind: NkeyKind, raw: Uint8Array): Nkey {
	const key = createPrivateKey({
		key: Buffer.concat([pkcs8Start, raw]),
		format: "der",
		type: "pkcs8",
	});
	const prefix = prefixes[kind];
	const seedStart = [seedPrefix | (prefix >>> 5), (prefix & 31) << 3];
	const id = withChecksum([prefix], rawPublicKey(key));
	const seed = withChecksum(seedStart, raw);
	return {
		kind,
		id,
		seed,
		sign: (bytes) => new Uint8Array(sign(null, bytes, key)),
	};
}

function rawPublicKey(key: KeyObject): Uint8Array {
	const spki = createPublicKey(key).export({ format: "der", type: "spki" });
	return spki.subarray(spkiStart.length);
}

function readPublicKey(
	text: string,
): { kind: NkeyKind; raw: Uint8Array } | undefined {
	if (text.length !== 56) return undefined;
	const bytes = decodeBase32(text);
	if (bytes?.length !== 35 || !crcMatches(bytes)) return undefined;
	const kind = kindOf(bytes[0] ?? 0);
	return kind && { kind, raw: bytes.subarray(1, 33) };
}

function kindOf(prefix: number): NkeyKind | undefined {
	const kinds: readonly NkeyKind[] = ["operator", "account", "user"];
	return kinds.find((kind) => prefixes[kind] === prefix);
}

function withChecksum(start: readonly number[], raw: Uint8Array): string {
	const body = Buffer.concat([Uint8Array.from(start), raw]);
	const crc = crc16(body);
	return encodeBase32(Buffer.concat([body, Buffer.of(crc & 0xff, crc >>> 8)]));
}

function crcMatches(bytes: Uint8Array): boolean {
	const end = bytes.length - 2;
	const crc = (bytes[end] ?? 0) | ((bytes[end + 1] ?? 0) << 8);
	return crc16(bytes.subarray(0, end)) === crc;
}

/** CRC-16/XMODEM. */
function crc16(bytes: Uint8Array): number {
	let crc = 0;
	for (const byte of bytes) {
		crc ^= byte << 8;
		for (let bit = 0; bit < 8; bit++)
			crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
	}
	return crc;
}
