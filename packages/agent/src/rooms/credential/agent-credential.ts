import {
	authoritiesSchema,
	idSchema,
	orderKeysSchema,
} from "@quarterdeck/contract";
import { z } from "zod";

/** What an agent keeps between starts: which cluster it acts for, and the credential it shows the bus. Holds the seed of its key: a secret. */
export const agentCredentialSchema = z.object({
	version: z.literal(1),
	agentId: idSchema("agent"),
	clusterId: idSchema("cluster"),
	clusterName: z.string().max(63),
	servers: z.array(z.string().max(512)).min(1).max(32),
	seed: z.string().max(128),
	jwt: z.string().max(8192),
	/** The authorities (PEM) of which one must have signed the bus; absent: a public one must have. */
	ca: authoritiesSchema.optional(),
	/** When the JWT was received, and when it expires, both by this machine's clock. */
	issuedAt: z.iso.datetime(),
	expiresAt: z.iso.datetime(),
	/** Id of the join token this credential came from: the same token given again at the next start is not another join. */
	joinedWith: z.string().max(64),
	/** Whose signature is obeyed: they came with the join token, or signed by one that was obeyed before. Absent in what older versions stored. */
	orderKeys: orderKeysSchema.optional(),
	/** The key is new, and the control plane has not yet been shown that it is in use. */
	unsettled: z.boolean().optional(),
});
export type AgentCredential = z.output<typeof agentCredentialSchema>;

/** A credential of an agent that knows whom to obey. */
export type JoinedCredential = AgentCredential & {
	readonly orderKeys: readonly string[];
};

/** A key made for a join whose reply has not arrived yet: the same key may ask again with the same token. */
export const pendingJoinSchema = z.object({
	joinedWith: z.string().max(64),
	seed: z.string().max(128),
});
export type PendingJoin = z.output<typeof pendingJoinSchema>;

/** The two instants of a credential received now, by the receiver's clock: the issuer's may be another hour of the day. */
export function lifeFrom(
	receivedAt: Date,
	lifetimeMs: number,
): Pick<AgentCredential, "issuedAt" | "expiresAt"> {
	return {
		issuedAt: receivedAt.toISOString(),
		expiresAt: new Date(receivedAt.getTime() + lifetimeMs).toISOString(),
	};
}
