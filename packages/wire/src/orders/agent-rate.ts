import { type Clock, createTokenBuckets } from "@quarterdeck/runtime";

/** How often each agent may do something. */
export interface AgentRate {
	/** Counts one more; false when it is above the rate, and then it does not count. */
	take(agent: { readonly busAccount: string; readonly inst: string }): boolean;
}

/** Agents that are remembered; the one that was silent for longest is forgotten first, and begins anew. */
const maxAgents = 50_000;

/** Up to `burst` at once, and `perSecond` over a longer time, for each agent. */
export function createAgentRate(deps: {
	readonly clock: Clock;
	readonly perSecond: number;
	readonly burst: number;
}): AgentRate {
	const buckets = createTokenBuckets({ ...deps, maxKeys: maxAgents });
	return {
		take: ({ busAccount, inst }) => buckets.take(`${busAccount} ${inst}`).ok,
	};
}
