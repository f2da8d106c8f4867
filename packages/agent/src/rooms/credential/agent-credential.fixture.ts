import { createNewId, systemClock } from "@quarterdeck/runtime";
import type { AgentCredential } from "./agent-credential.ts";

const newId = createNewId(systemClock);

/** Milliseconds of a day: the life of a test credential. */
export const day = 86_400_000;

/** A credential whose life of a day begins at `issuedAt`. */
export function testCredential(issuedAt = systemClock.now()): AgentCredential {
	return {
		version: 1,
		agentId: newId("agent"),
		clusterId: newId("cluster"),
		clusterName: "eu",
		servers: ["nats://127.0.0.1:1"],
		seed: "SU-secret",
		jwt: "old",
		issuedAt: issuedAt.toISOString(),
		expiresAt: new Date(issuedAt.getTime() + day).toISOString(),
		joinedWith: "jtk-1",
		orderKeys: [`A${"A".repeat(55)}`],
	};
}
