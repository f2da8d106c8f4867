import type { AgentId, OrganisationId } from "@quarterdeck/contract";
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

interface Busy {
	readonly organisationId: OrganisationId;
	readonly sending: Promise<void>;
}

/**
 * Sends to `parallel` agents at the same time, and to each one thing at a time. Organisations take turns, and one is sent
 * to only while fewer of its agents are busy than there are places free: alone it takes at most half of them, a second one
 * half of the rest, and so on. `send` never rejects.
 */
export function createAgentQueue(
	parallel: number,
	send: (agent: FleetAgent) => Promise<void>,
): AgentQueue {
	/** Whose turn it is comes first. */
	const waiting = new Map<OrganisationId, Map<AgentId, Waiting>>();
	const busy = new Map<AgentId, Busy>();
	let isStopped = false;

	function busyOf(organisationId: OrganisationId): number {
		let count = 0;
		for (const one of busy.values())
			if (one.organisationId === organisationId) count += 1;
		return count;
	}
	function takeNext(): Waiting | undefined {
		const free = parallel - busy.size;
		for (const [organisationId, agents] of waiting) {
			if (busyOf(organisationId) >= free) continue;
			for (const [agentId, next] of agents) {
				if (busy.has(agentId)) continue;
				agents.delete(agentId);
				waiting.delete(organisationId);
				if (agents.size > 0) waiting.set(organisationId, agents);
				return next;
			}
		}
		return undefined;
	}
	function wake(): void {
		while (busy.size < parallel && !isStopped) {
			const next = takeNext();
			if (!next) return;
			const { agentId, organisationId } = next.agent;
			const sending = send(next.agent).finally(() => {
				busy.delete(agentId);
				next.sent.resolve();
				wake();
			});
			busy.set(agentId, { organisationId, sending });
		}
	}
	return {
		add(agent) {
			const { agentId, organisationId } = agent;
			const agents = waiting.get(organisationId) ?? new Map();
			const known: Waiting = agents.get(agentId) ?? {
				agent,
				sent: Promise.withResolvers<void>(),
			};
			agents.set(agentId, known);
			waiting.set(organisationId, agents);
			// Whoever adds many has added them all before the first is sent.
			queueMicrotask(wake);
			return known.sent.promise;
		},
		isBusy: (agentId) => busy.has(agentId),
		async stop() {
			isStopped = true;
			for (const agents of waiting.values())
				for (const { sent } of agents.values()) sent.resolve();
			waiting.clear();
			await Promise.all([...busy.values()].map(({ sending }) => sending));
		},
	};
}
