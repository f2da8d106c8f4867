import { idSchema } from "@quarterdeck/contract";
import { z } from "zod";

/** What an agent keeps of itself between starts. Holds the seed of its key: a secret. */
export const agentIdentitySchema = z.object({
	version: z.literal(1),
	agentId: idSchema("agent"),
	clusterId: idSchema("cluster"),
	clusterName: z.string().max(63),
	servers: z.array(z.string().max(512)).min(1).max(32),
	seed: z.string().max(128),
	jwt: z.string().max(8192),
	/** When the JWT was taken, and when it ends. */
	issuedAt: z.iso.datetime(),
	expiresAt: z.iso.datetime(),
	/** The join token it came by, by its id: a token given again at the next start is not another join. */
	joinedWith: z.string().max(64),
	/** The key is new, and the control plane was not shown yet that it is in use. */
	unsettled: z.boolean().optional(),
});
export type AgentIdentity = z.output<typeof agentIdentitySchema>;

/** A key made for a join whose reply did not arrive yet: the same key may ask again with the same token. */
export const pendingJoinSchema = z.object({
	joinedWith: z.string().max(64),
	seed: z.string().max(128),
});
export type PendingJoin = z.output<typeof pendingJoinSchema>;

/** A port: where the agent keeps them. Reading answers undefined when there is none; throws when it cannot be used. */
export interface IdentityStore {
	read(): AgentIdentity | undefined;
	/** Kept on disk when it returns. */
	write(identity: AgentIdentity): void;
	readPending(): PendingJoin | undefined;
	writePending(pending: PendingJoin): void;
	clearPending(): void;
}
