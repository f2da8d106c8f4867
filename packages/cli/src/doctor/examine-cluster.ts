import { agentWarnings } from "../cluster/agent-warnings.ts";
import type { Cluster } from "../cluster/cluster.ts";
import { credentialEndWords, endsSoon } from "../cluster/credential-end.ts";
import { ago } from "../output/ago.ts";
import type { Finding } from "./finding.ts";

/** How a cluster is: whether its agent is there, its API server serves that agent, and its plugins run. */
export function examineCluster(cluster: Cluster, now: Date): Finding {
	const { state, lastSeenAt, kubernetes, plugins } = cluster;
	const end = kubernetes?.credentialEndsAt;
	const soon = state === "ALIVE" && end && endsSoon(end, now) ? end : undefined;
	const warnings = agentWarnings(cluster, now);
	const advice =
		warnings.find(({ isFault }) => isFault)?.words ??
		(kubernetes && !kubernetes.reachable
			? `its API server: ${kubernetes.problem ?? "unreachable"}`
			: (plugins.find((plugin) => plugin.state === "failed")?.problem ??
				whatToDo[state]));
	const ok = state === "ALIVE" && advice === undefined;
	const expiry = soon
		? `the agent's credential for its API server ${credentialEndWords(soon, now)}, and nothing renews it: give the agent a kubeconfig with a new one`
		: undefined;
	const words = [
		state.toLowerCase(),
		...(soon ? ["degraded soon"] : []),
		...(lastSeenAt ? [`seen ${ago(lastSeenAt, now)} ago`] : []),
	];
	const told =
		advice ??
		expiry ??
		warnings[0]?.words ??
		plugins.find((plugin) => plugin.problem)?.problem;
	return {
		part: `cluster ${cluster.name}`,
		ok,
		seen: words.join(", "),
		...(told ? { advice: told } : {}),
	};
}

const whatToDo: Partial<Record<Cluster["state"], string>> = {
	LOST: "check that its agent is running and can reach the bus",
	JOINING: "start its agent with: qd agent --join-file FILE",
};
