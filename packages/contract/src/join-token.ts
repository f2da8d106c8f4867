import { z } from "zod";
import { authoritiesSchema } from "./authorities.ts";
import { orderKeysSchema } from "./verbs/agent-verbs.ts";

/*
 * A join token is everything an agent needs to enrol, in one word to copy: `qdj_` and the base64url of a JSON object
 *   { v: 1, servers, inst, jwt, seed, cluster, ca, orderKeys }
 * `orderKeys` are what the agent obeys from its first message on: they come with the token, not over the bus.
 * `jwt` and `seed` are a bus credential that may ask `enrol` under `inst` (the token's id as a subject token) and nothing else.
 * `ca` are the certificate authorities (PEM) of which one must have signed the bus; absent: a public one must have.
 * The control plane stores no secret of it: the bus proves the bearer, the row is consumed once.
 */
const joinTokenSchema = z.object({
	v: z.literal(1),
	servers: z.array(z.string().max(512)).min(1).max(32),
	inst: z.string().max(64),
	jwt: z.string().max(8192),
	seed: z.string().max(128),
	cluster: z.string().max(63),
	ca: authoritiesSchema.optional(),
	orderKeys: orderKeysSchema,
});
/** What a join token holds. Secret. */
export type JoinTokenContent = Omit<z.output<typeof joinTokenSchema>, "v">;

const mark = "qdj_";

/** The token's text. Secret. */
export function formatJoinToken(content: JoinTokenContent): string {
	const json = JSON.stringify({ v: 1, ...content });
	return mark + Buffer.from(json).toString("base64url");
}

/** What a token's text holds, or undefined when it is none of ours: a cause would quote the token. */
export function readJoinToken(text: string): JoinTokenContent | undefined {
	if (!text.startsWith(mark) || text.length > 32_768) return undefined;
	try {
		const json = Buffer.from(text.slice(mark.length), "base64url").toString();
		const { v: _, ...content } = joinTokenSchema.parse(JSON.parse(json));
		return content;
	} catch {
		return undefined;
	}
}
