import {
	createPrivateKey,
	generateKeyPair,
	type JsonWebKey,
	randomBytes,
	sign,
} from "node:crypto";
import { promisify } from "node:util";

/** A private key as the provider publishes and signs with it. */
export interface SigningKey extends JsonWebKey {
	readonly kid: string;
}

/** A new RSA key under a name of its own. */
export async function createSigningKey(): Promise<SigningKey> {
	const { privateKey } = await promisify(generateKeyPair)("rsa", {
		modulusLength: 2048,
	});
	return {
		...privateKey.export({ format: "jwk" }),
		kid: randomBytes(8).toString("hex"),
		use: "sig",
		alg: "RS256",
	};
}

export type Claims = Readonly<Record<string, unknown>>;

/** How an ID token is falsified on its way to the client. */
export interface Forgery {
	/** Default: as they are. */
	readonly claims?: (claims: Claims) => Claims;
	/** Whose signature it bears: the provider's (default), that of a key nobody published, none (`alg: none`). */
	readonly signedBy?: "provider" | "stranger" | "nobody";
}

/** The token again, with other claims or another signature. */
export async function forgeToken(
	token: string,
	key: SigningKey,
	forgery: Forgery,
): Promise<string> {
	const [head = "", body = ""] = token.split(".");
	const claims = forgery.claims?.(decode(body)) ?? decode(body);
	if (forgery.signedBy === "nobody")
		return `${encode({ ...decode(head), alg: "none" })}.${encode(claims)}.`;
	const signer =
		forgery.signedBy === "stranger" ? await createSigningKey() : key;
	const signed = `${head}.${encode(claims)}`;
	const signature = sign(
		"sha256",
		Buffer.from(signed),
		createPrivateKey({ key: signer, format: "jwk" }),
	);
	return `${signed}.${signature.toString("base64url")}`;
}

function decode(part: string): Claims {
	return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
}

function encode(value: Claims): string {
	return Buffer.from(JSON.stringify(value)).toString("base64url");
}
