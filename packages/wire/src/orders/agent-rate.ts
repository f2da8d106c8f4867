import type { Clock } from "@quarterdeck/runtime";

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
	const { clock, perSecond, burst } = deps;
	const agents = new Map<string, { left: number; atMs: number }>();
	return {
		take({ busAccount, inst }) {
			const key = `${busAccount} ${inst}`;
			const nowMs = clock.monotonicMs();
			const known = agents.get(key) ?? { left: burst, atMs: nowMs };
			const earned = ((nowMs - known.atMs) / 1000) * perSecond;
			const left = Math.min(burst, known.left + earned);
			const isTaken = left >= 1;
			agents.delete(key);
			agents.set(key, { left: isTaken ? left - 1 : left, atMs: nowMs });
			if (agents.size > maxAgents) {
				const oldest = agents.keys().next().value;
				if (oldest !== undefined) agents.delete(oldest);
			}
			return isTaken;
		},
	};
}
