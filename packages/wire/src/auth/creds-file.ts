import { decodeJwt } from "./jwt.ts";
import { nkeyFromSeed } from "./nkey.ts";

/** What a user of the bus connects with: the JWT says who they are, the seed proves it. */
export interface BusCredential {
	readonly jwt: string;
	/** Seed of the user's key (`SU…`). Secret. */
	readonly seed: string;
}

/** The credential in the file format that every tool of the NATS ecosystem reads. Secret: store it with mode 0600. */
export function formatCredsFile(credential: BusCredential): string {
	return [
		"-----BEGIN NATS USER JWT-----",
		credential.jwt,
		"------END NATS USER JWT------",
		"",
		"************************* IMPORTANT *************************",
		"NKEY Seed printed below can be used to sign and prove identity.",
		"NKEYs are sensitive and should be treated as secrets.",
		"",
		"-----BEGIN USER NKEY SEED-----",
		credential.seed,
		"------END USER NKEY SEED------",
		"",
		"*************************************************************",
		"",
	].join("\n");
}

/**
 * The credential in a creds file.
 * @throws Error when a block is missing, no JWT or no seed, or when the two do not belong together.
 */
export function parseCredsFile(text: string): BusCredential {
	const jwt = block(text, "NATS USER JWT");
	const seed = block(text, "USER NKEY SEED");
	const key = nkeyFromSeed(seed);
	if (key.kind !== "user")
		throw new Error("The seed in the creds file is not a user's.");
	if (decodeJwt(jwt).sub !== key.id)
		throw new Error("The JWT and the seed of the creds file do not match.");
	return { jwt, seed };
}

/** The one line between a block's marks. Read line by line, so that no hostile file can keep us busy. */
function block(text: string, title: string): string {
	const lines = text.split(/\r?\n/).map((line) => line.trim());
	const from = lines.findIndex((line) => isMark(line, `BEGIN ${title}`));
	const to = lines.findIndex((line) => isMark(line, `END ${title}`));
	const content = lines.slice(from + 1, Math.max(to, 0)).join("");
	if (from < 0 || content === "")
		throw new Error(`The creds file has no block "${title}".`);
	return content;
}

function isMark(line: string, words: string): boolean {
	const isDashed = line.startsWith("---") && line.endsWith("---");
	return isDashed && line.replaceAll("-", "").trim() === words;
}
