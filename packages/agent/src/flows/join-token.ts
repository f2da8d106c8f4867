import { AppError } from "@quarterdeck/contract";
import { z } from "zod";

/*
 * A join token is everything an agent needs to enrol, in one word: `qdj_` and the base64url of
 *   { v: 1, servers, inst, jwt, seed, cluster }
 * `jwt` and `seed` are a bus credential that may ask to be enrolled, and nothing else. The control plane writes it the same way.
 */
const joinTokenSchema = z.object({
	v: z.literal(1),
	servers: z.array(z.string().max(512)).min(1).max(32),
	inst: z.string().max(64),
	jwt: z.string().max(8192),
	seed: z.string().max(128),
	cluster: z.string().max(63),
});
export type JoinToken = z.output<typeof joinTokenSchema>;

const mark = "qdj_";

/** @throws AppError JOIN_TOKEN_INVALID when the text is none of ours. */
export function readJoinToken(text: string): JoinToken {
	const trimmed = text.trim();
	if (!trimmed.startsWith(mark) || trimmed.length > 32_768)
		throw new AppError("JOIN_TOKEN_INVALID", {});
	try {
		const json = Buffer.from(
			trimmed.slice(mark.length),
			"base64url",
		).toString();
		return joinTokenSchema.parse(JSON.parse(json));
	} catch {
		// The cause would quote the token.
		throw new AppError("JOIN_TOKEN_INVALID", {});
	}
}
