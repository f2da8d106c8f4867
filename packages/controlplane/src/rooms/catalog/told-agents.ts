import type { AgentId } from "@quarterdeck/contract";
import type { AgentIdentity } from "../fleet/index.ts";

/** Agents that wait to be told something, and those that are being told it. */
export interface ToldAgents {
	/** Resolves when the agent was told what is current then, or that failed. One that waits already waits once. */
	add(agent: AgentIdentity): Promise<void>;
	isBeingTold(agentId: AgentId): boolean;
	/** Tells nobody more and waits for those that are being told. */
	stop(): Promise<void>;
}

interface Waiting {
	readonly agent: AgentIdentity;
	readonly told: PromiseWithResolvers<void>;
}

/** Tells `parallel` agents at the same time, and each one thing at a time. `tell` never rejects. */
export function createToldAgents(
	parallel: number,
	tell: (agent: AgentIdentity) => Promise<void>,
): ToldAgents {
	const waiting = new Map<AgentId, Waiting>();
	const telling = new Map<AgentId, Promise<void>>();
	let isStopped = false;

	function takeNext(): Waiting | undefined {
		for (const [agentId, next] of waiting) {
			if (telling.has(agentId)) continue;
			waiting.delete(agentId);
			return next;
		}
		return undefined;
	}
	function wake(): void {
		while (telling.size < parallel && !isStopped) {
			const next = takeNext();
			if (!next) return;
			const { agentId } = next.agent;
			const worker = tell(next.agent).finally(() => {
				telling.delete(agentId);
				next.told.resolve();
				wake();
			});
			telling.set(agentId, worker);
		}
	}
	return {
		add(agent) {
			const { agentId } = agent;
			const known = waiting.get(agentId) ?? {
				agent,
				told: Promise.withResolvers<void>(),
			};
			waiting.set(agentId, known);
			// Whoever adds many has added them all before the first is told.
			queueMicrotask(wake);
			return known.told.promise;
		},
		isBeingTold: (agentId) => telling.has(agentId),
		async stop() {
			isStopped = true;
			for (const { told } of waiting.values()) told.resolve();
			waiting.clear();
			await Promise.all(telling.values());
		},
	};
}
