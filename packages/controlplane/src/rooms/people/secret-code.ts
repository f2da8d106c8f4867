import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { type Id, type IdKind, idPrefixes, isId } from "@quarterdeck/contract";

/*
 * A secret that is shown once: `<prefix>_<id body>_<secret>`, e.g. `qdt_01k…_Xy…`. The id part finds the row, the secret part
 * (256 bits, base64url) proves it; only its SHA-256 is stored.
 */
export interface SecretShape<K extends IdKind> {
	readonly prefix: string;
	readonly kind: K;
}

export interface MadeSecret {
	/** Shown once, never stored. */
	readonly text: string;
	/** SHA-256 (hex) of the secret part. */
	readonly secretHash: string;
}

/** A fresh secret for an id. */
export function makeSecret<K extends IdKind>(
	shape: SecretShape<K>,
	id: Id<K>,
): MadeSecret {
	const secret = randomBytes(32).toString("base64url");
	return {
		text: `${shape.prefix}_${id.slice(4)}_${secret}`,
		secretHash: hashSecret(secret),
	};
}

/** The parts of a secret's text, or undefined when it is not of this shape. */
export function readSecret<K extends IdKind>(
	shape: SecretShape<K>,
	text: string,
): { readonly id: Id<K>; readonly secretHash: string } | undefined {
	const match = /^(\w{3})_([0-9a-z]{26})_([A-Za-z0-9_-]{43})$/.exec(text);
	if (match?.[1] !== shape.prefix || !match[3]) return undefined;
	const id = `${idPrefixes[shape.kind]}_${match[2]}`;
	return isId(shape.kind, id)
		? { id, secretHash: hashSecret(match[3]) }
		: undefined;
}

/** Compares two hashes without telling by its duration where they differ. */
export function sameHash(a: string, b: string): boolean {
	const left = Buffer.from(a, "hex");
	const right = Buffer.from(b, "hex");
	return left.length === right.length && timingSafeEqual(left, right);
}

function hashSecret(secret: string): string {
	return createHash("sha256").update(secret).digest("hex");
}
