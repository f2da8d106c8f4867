import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/*
 * Secrets at rest: AES-256-GCM, `v1.<nonce>.<tag>.<data>` in base64url. The owner (an organisation's id) is authenticated
 * with it, so that a sealed secret copied into another organisation's row does not open.
 */

/** Encrypts a text for its owner. `key` has 32 bytes. */
export function sealSecret(
	key: Uint8Array,
	owner: string,
	text: string,
): string {
	const nonce = randomBytes(12);
	const cipher = createCipheriv("aes-256-gcm", key, nonce);
	cipher.setAAD(Buffer.from(owner));
	const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
	const parts = [nonce, cipher.getAuthTag(), data];
	return ["v1", ...parts.map((part) => part.toString("base64url"))].join(".");
}

/** @throws Error when the key or the owner is another, or a byte was altered. */
export function openSecret(
	key: Uint8Array,
	owner: string,
	sealed: string,
): string {
	const [version, ...parts] = sealed.split(".");
	const [nonce, tag, data] = parts.map((part) =>
		Buffer.from(part, "base64url"),
	);
	if (version !== "v1" || !nonce || !tag || !data || tag.length !== 16)
		throw new Error("a sealed secret is not in the known form");
	try {
		const decipher = createDecipheriv("aes-256-gcm", key, nonce, {
			authTagLength: 16,
		});
		decipher.setAAD(Buffer.from(owner)).setAuthTag(tag);
		return Buffer.concat([decipher.update(data), decipher.final()]).toString();
	} catch (cause) {
		throw new Error(
			"a sealed secret does not open: was the encryption key changed?",
			{ cause },
		);
	}
}
