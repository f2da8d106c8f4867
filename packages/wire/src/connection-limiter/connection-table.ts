import type { AgentConnection } from "./server-events.ts";

/** Most connections that are remembered; beyond it the oldest agent is forgotten until the next rebuild. */
const maxAgents = 200_000;

/** Which connections each agent has. */
export class ConnectionTable {
	readonly #agents = new Map<string, Map<string, AgentConnection>>();

	/** False when it was known before. */
	add(connection: AgentConnection): boolean {
		const agent = agentKey(connection);
		const known = this.#agents.get(agent) ?? new Map();
		const key = connectionKey(connection);
		if (known.has(key)) return false;
		known.set(key, connection);
		this.#agents.set(agent, known);
		if (this.#agents.size > maxAgents) {
			const oldest = this.#agents.keys().next().value;
			if (oldest !== undefined) this.#agents.delete(oldest);
		}
		return true;
	}

	remove(connection: AgentConnection): void {
		const agent = agentKey(connection);
		const known = this.#agents.get(agent);
		known?.delete(connectionKey(connection));
		if (known?.size === 0) this.#agents.delete(agent);
	}

	/** Connections of the same agent, oldest first. */
	ofSameAgent(
		connection: Pick<AgentConnection, "busAccount" | "inst">,
	): readonly AgentConnection[] {
		const known = this.#agents.get(agentKey(connection));
		return [...(known?.values() ?? [])].sort(byAge);
	}

	all(): readonly AgentConnection[] {
		return [...this.#agents.values()].flatMap((known) => [...known.values()]);
	}
}

/** One connection of one server, for ever: a server that starts again has a new id. */
export function connectionKey(connection: AgentConnection): string {
	return `${connection.serverId} ${connection.connectionId}`;
}

function agentKey({
	busAccount,
	inst,
}: Pick<AgentConnection, "busAccount" | "inst">): string {
	return `${busAccount} ${inst}`;
}

function byAge(one: AgentConnection, other: AgentConnection): number {
	const age = one.connectedAt.getTime() - other.connectedAt.getTime();
	return age || one.connectionId - other.connectionId;
}
