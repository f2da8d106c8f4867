import {
	type AgentInstance,
	type Heartbeat,
	type PluginState,
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

/** What a heartbeat says of this agent. */
export function describeAgent(parts: {
	readonly agentVersion: string;
	readonly instance: AgentInstance;
	readonly ceiling: Ceiling;
	readonly configuration: Pick<ConfigurationInUse, "current">;
	readonly gate: Pick<Gate, "recentRefusals">;
	readonly inventory: Pick<Inventory, "kubernetes">;
	readonly plugins: readonly { states(): PluginState[] }[];
	/** What a plugin said, as others may read it. */
	readonly tellable: (text: string) => string;
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
		plugins: reported(parts.plugins.flatMap((one) => one.states())).map(
			(state) => toldOf(state, parts.tellable),
		),
		allows: [...allowedWeakenings(parts.ceiling)],
		allowsNetwork: [...parts.ceiling.network],
		...(state.state === "connected" ? { busInsecure: !state.isProven } : {}),
		...(gateRefusals.length > 0 ? { gateRefusals } : {}),
	};
}

/** A heartbeat tells of so many at most: of those that are not well first. */
const maxReported = 100;

function reported(states: readonly PluginState[]): PluginState[] {
	if (states.length <= maxReported) return [...states];
	const isWell = ({ state }: PluginState) => state !== "failed";
	return states
		.toSorted((a, b) => Number(isWell(a)) - Number(isWell(b)))
		.slice(0, maxReported);
}

const maxTold = 512;
const maxVersion = 128;

/** The state without what the plugin's own words may hold. Cut only after that: half a secret is not recognised. */
function toldOf(
	{ groups, lastError, problem, version, ...state }: PluginState,
	tellable: (text: string) => string,
): PluginState {
	const told = (text: string) => tellable(text).slice(0, maxTold);
	return {
		...state,
		...(version === undefined
			? {}
			: { version: tellable(version).slice(0, maxVersion) }),
		...(problem === undefined ? {} : { problem: told(problem) }),
		...(lastError === undefined ? {} : { lastError: told(lastError) }),
		...(groups === undefined
			? {}
			: {
					groups: groups.map(({ problem: why, ...group }) => ({
						...group,
						...(why === undefined ? {} : { problem: told(why) }),
					})),
				}),
	};
}
