import {
	type AgentInstance,
	type Heartbeat,
	protocolVersion,
} from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { AgentLink } from "@quarterdeck/wire";
import type { CommandRunner } from "../flows/run-command.ts";
import type { ConfigurationInUse } from "../rooms/configuration/index.ts";
import {
	allowedWeakenings,
	type Ceiling,
	type Gate,
} from "../rooms/gate/index.ts";
import type { Inventory } from "../rooms/inventory/index.ts";
import type { Plugins } from "../rooms/plugins/index.ts";

/** What a heartbeat says of this agent. */
export function describeAgent(parts: {
	readonly agentVersion: string;
	readonly instance: AgentInstance;
	readonly ceiling: Ceiling;
	readonly configuration: Pick<ConfigurationInUse, "current">;
	readonly gate: Pick<Gate, "recentRefusals">;
	readonly inventory: Pick<Inventory, "kubernetes">;
	readonly plugins: Pick<Plugins, "states">;
	readonly runner: Pick<CommandRunner, "running">;
	readonly link: Pick<AgentLink, "state">;
	readonly clock: Clock;
}): Heartbeat {
	const gateRefusals = parts.gate.recentRefusals();
	const { state } = parts.link;
	return {
		at: parts.clock.now().toISOString(),
		agentVersion: parts.agentVersion,
		instance: parts.instance,
		protocol: protocolVersion,
		configurationVersion: parts.configuration.current()?.version ?? 0,
		running: parts.runner.running(),
		kubernetes: parts.inventory.kubernetes(),
		plugins: parts.plugins.states(),
		allows: [...allowedWeakenings(parts.ceiling)],
		allowsNetwork: [...parts.ceiling.network],
		...(state.state === "connected" ? { busInsecure: !state.isProven } : {}),
		...(gateRefusals.length > 0 ? { gateRefusals } : {}),
	};
}
