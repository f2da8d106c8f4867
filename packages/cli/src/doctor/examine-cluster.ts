import type { Cluster } from "../cluster/cluster.ts";
import { credentialEndWords, endsSoon } from "../cluster/credential-end.ts";
import { ago } from "../output/ago.ts";
import type { Finding } from "./finding.ts";

/** How a cluster is: whether its agent is there, its API server serves that agent, and its plugins run. */
export function examineCluster(cluster: Cluster, now: Date): Finding {
	const { state, lastSeenAt, kubernetes, plugins } = cluster;
	const end = kubernetes?.credentialEndsAt;
	const soon = state === "ALIVE" && end && endsSoon(end, now) ? end : undefined;
	const advice =
		whyWrongClock(cluster.clockAheadSeconds) ??
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
	const told = advice ?? expiry;
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

/** Credentials and what is shown of an agent go by its clock; one that is set by NTP is off by milliseconds. */
const clockToleranceSeconds = 60;

function whyWrongClock(aheadSeconds: number | null): string | undefined {
	if (aheadSeconds === null || Math.abs(aheadSeconds) <= clockToleranceSeconds)
		return undefined;
	const direction = aheadSeconds < 0 ? "behind" : "ahead of";
	return `its agent's clock is ${Math.abs(aheadSeconds)} s ${direction} the control plane's; set it, for example with NTP`;
}
