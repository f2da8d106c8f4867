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

function block(text: string, title: string): string {
	const pattern = new RegExp(
		`-{3,}\\s*BEGIN ${title}\\s*-{3,}\\s*([\\w.=-]+?)\\s*-{3,}\\s*END ${title}`,
	);
	const found = pattern.exec(text)?.[1];
	if (!found) throw new Error(`The creds file has no block "${title}".`);
	return found;
}
