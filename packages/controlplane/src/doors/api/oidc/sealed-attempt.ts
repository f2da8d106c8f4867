import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";

/** A sign-in that was begun in a browser, as its cookie keeps it. */
export interface KeptAttempt {
	readonly provider: string;
	readonly state: string;
	readonly nonce: string;
	readonly verifier: string;
	/** A path of ours. */
	readonly returnTo: string;
	readonly begunAtMs: number;
}

const attemptSchema = z.object({
	provider: z.string(),
	state: z.string(),
	nonce: z.string(),
	verifier: z.string(),
	returnTo: z.string(),
	begunAtMs: z.number(),
});

/** AES-256-GCM, `<nonce><tag><data>` in base64url: the browser can neither read nor alter what it keeps for us. */
export function sealAttempt(key: Uint8Array, attempt: KeptAttempt): string {
	const nonce = randomBytes(12);
	const cipher = createCipheriv("aes-256-gcm", key, nonce);
	const data = Buffer.concat([
		cipher.update(JSON.stringify(attempt), "utf8"),
		cipher.final(),
	]);
	return Buffer.concat([nonce, cipher.getAuthTag(), data]).toString(
		"base64url",
	);
}

/** The attempt, or undefined for anything that was not sealed with this key. */
export function openAttempt(
	key: Uint8Array,
	sealed: string,
): KeptAttempt | undefined {
	const bytes = Buffer.from(sealed, "base64url");
	if (bytes.length < 29) return undefined;
	try {
		const decipher = createDecipheriv(
			"aes-256-gcm",
			key,
			bytes.subarray(0, 12),
			{ authTagLength: 16 },
		);
		decipher.setAuthTag(bytes.subarray(12, 28));
		const text = Buffer.concat([
			decipher.update(bytes.subarray(28)),
			decipher.final(),
		]).toString();
		return attemptSchema.parse(JSON.parse(text));
	} catch {
		// Altered, of another key, or of a build before this one: it was not begun here.
		return undefined;
	}
}
