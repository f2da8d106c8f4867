import type { AgentId } from "@quarterdeck/contract";
import type { FleetAgent } from "../fleet/index.ts";

/** Agents that wait for an order, and those that are carrying one out. */
export interface AgentQueue {
	/** Resolves when the agent was sent what is current by then, or that failed. An agent that waits already waits once. */
	add(agent: FleetAgent): Promise<void>;
	isBusy(agentId: AgentId): boolean;
	/** Sends nothing more and waits for what is under way. */
	stop(): Promise<void>;
}

interface Waiting {
	readonly agent: FleetAgent;
	readonly sent: PromiseWithResolvers<void>;
}

/** Sends to `parallel` agents at the same time, and to each one thing at a time. `send` never rejects. */
export function createAgentQueue(
	parallel: number,
	send: (agent: FleetAgent) => Promise<void>,
): AgentQueue {
	const waiting = new Map<AgentId, Waiting>();
	const busy = new Map<AgentId, Promise<void>>();
	let isStopped = false;

	function takeNext(): Waiting | undefined {
		for (const [agentId, next] of waiting) {
			if (busy.has(agentId)) continue;
			waiting.delete(agentId);
			return next;
		}
		return undefined;
	}
	function wake(): void {
		while (busy.size < parallel && !isStopped) {
			const next = takeNext();
			if (!next) return;
			const { agentId } = next.agent;
			const sending = send(next.agent).finally(() => {
				busy.delete(agentId);
				next.sent.resolve();
				wake();
			});
			busy.set(agentId, sending);
		}
	}
	return {
		add(agent) {
			const { agentId } = agent;
			const known = waiting.get(agentId) ?? {
				agent,
				sent: Promise.withResolvers<void>(),
			};
			waiting.set(agentId, known);
			// Whoever adds many has added them all before the first is sent.
			queueMicrotask(wake);
			return known.sent.promise;
		},
		isBusy: (agentId) => busy.has(agentId),
		async stop() {
			isStopped = true;
			for (const { sent } of waiting.values()) sent.resolve();
			waiting.clear();
			await Promise.all(busy.values());
		},
	};
}
