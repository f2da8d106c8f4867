import type { Heartbeat } from "@quarterdeck/contract";
import { subjectToken } from "@quarterdeck/contract";
import {
	type AgentPresence,
	hearInstance,
	isSamePresence,
} from "./agent-presence.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { LiveAgent } from "./liveness.ts";

type WatchDeps = Pick<
	FleetDeps,
	"agentConnections" | "audit" | "transact" | "log" | "processId"
>;

/**
 * Takes with each heartbeat who speaks for the agent, and tells when two do at once for longer than a roll-over: then somebody has
 * copied its credential, or started the agent twice. @returns whether listeners must hear of it.
 */
export function createDuplicateWatch(
	deps: WatchDeps,
): (agent: LiveAgent, heartbeat: Heartbeat, at: Date) => boolean {
	return (agent, heartbeat, at) => {
		const before = agent.presence;
		agent.presence = hearInstance(before, {
			instance: heartbeat.instance,
			isLeaving: heartbeat.leaving === true,
			connections: deps.agentConnections({
				busAccount: agent.busAccount,
				inst: subjectToken(agent.agentId),
			}),
			at,
		});
		if (agent.presence.duplicateSince && !before.duplicateSince)
			tell(deps, agent, agent.presence);
		return !isSamePresence(before, agent.presence);
	};
}

function tell(
	deps: WatchDeps,
	agent: LiveAgent,
	{ instances, connections }: AgentPresence,
): void {
	const { organisationId, agentId, clusterId, clusterName } = agent;
	deps.log.warn(
		"two processes use the credential of one agent at the same time: if that is not intended, revoke it with qd cluster revoke NAME and join again",
		{ organisationId, agentId, cluster: clusterName },
	);
	const words = (list: readonly string[]) => [...new Set(list)].sort();
	// Every replica notices it, and the same two once.
	deps
		.transact((tx) =>
			deps.audit.recordEventOnce(tx, {
				organisationId,
				code: "agent.duplicated",
				who: { kind: "process", processId: deps.processId },
				outcome: "failed",
				subjectId: agentId,
				clusters: [{ id: clusterId, name: clusterName }],
				facts: {
					instances: words(instances.map(({ id, host }) => `${id} on ${host}`)),
					addresses: words(connections.map(({ address }) => address)),
				},
			}),
		)
		.catch((error) =>
			deps.log.warn("a duplicated agent was not recorded", { agentId, error }),
		);
}
