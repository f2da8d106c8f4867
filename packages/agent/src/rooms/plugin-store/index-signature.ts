import { createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { StoreProblem } from "./store-problem.ts";

/** What is signed begins with this, so that no signature of something else is one of an index. */
const context = "quarterdeck plugin index v1\n";

/** The bytes that are signed: a line that says what it is, then the index file byte for byte. */
function signedBytes(index: Uint8Array): Buffer {
	return Buffer.concat([Buffer.from(context), index]);
}

/** The text of the file `INDEX.sig`: the signature (Ed25519, 64 bytes) in base64, and a line end. */
export function signIndex(index: Uint8Array, privateKey: KeyObject): string {
	return `${sign(null, signedBytes(index), privateKey).toString("base64")}\n`;
}

/** @throws StoreProblem unless `signature` is that of this very index by the key. @param publicKey 32 bytes in base64. */
export function checkSignature(
	index: Uint8Array,
	signature: string,
	publicKey: string,
): void {
	const text = signature.trim();
	const isValid =
		/^[A-Za-z0-9+/]{86}==$/.test(text) &&
		verify(
			null,
			signedBytes(index),
			publicKeyOf(publicKey),
			Buffer.from(text, "base64"),
		);
	if (!isValid)
		throw new StoreProblem(
			"the signature of the index is not one by the key that the configuration names (publicKey)",
		);
}

/** As the configuration names it: 32 bytes in base64. */
export function publicKeyText(privateKey: KeyObject): string {
	const { x = "" } = createPublicKey(privateKey).export({ format: "jwk" });
	return Buffer.from(String(x), "base64url").toString("base64");
}

function publicKeyOf(text: string): KeyObject {
	const x = Buffer.from(text, "base64").toString("base64url");
	try {
		return createPublicKey({
			key: { kty: "OKP", crv: "Ed25519", x },
			format: "jwk",
		});
	} catch (error) {
		throw new StoreProblem("publicKey is not an Ed25519 key", { cause: error });
	}
}
