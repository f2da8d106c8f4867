import {
	type AgentInstance,
	fetchConfiguration,
	heartbeat,
} from "@quarterdeck/contract";
import type { Clock, Life, Log } from "@quarterdeck/runtime";
import type { AgentLink } from "@quarterdeck/wire";
import { createHeart, type Heart } from "../flows/beat-heart.job.ts";
import {
	type CommandRunner,
	createCommandRunner,
} from "../flows/run-command.ts";
import type { ApiServer } from "../plumbing/kube/api-server.ts";
import { createOwnCredentials } from "../plumbing/kube/own-credentials.ts";
import {
	type ConfigurationInUse,
	createConfigurationInUse,
	type SecretResolver,
} from "../rooms/configuration/index.ts";
import { type Ceiling, type Gate, startGate } from "../rooms/gate/index.ts";
import type { Inventory } from "../rooms/inventory/index.ts";
import type { PluginSources, Plugins } from "../rooms/plugins/index.ts";
import type { Spool } from "../rooms/spool/index.ts";
import type { Settings } from "../settings.ts";
import { describeAgent } from "./describe-agent.ts";
import type { Meters } from "./meters.ts";
import type { SeenCluster } from "./start-cluster.ts";
import { startSources } from "./start-sources.ts";

/** What runs commands, and tells the control plane about it. */
export interface Commands {
	readonly configuration: ConfigurationInUse;
	readonly runner: CommandRunner;
	/** To be started when orders are served, because its first beat brings them. */
	readonly heart: Heart;
}

/** Ready to run what is ordered; at the end it says so, and lets running commands finish within `stopGraceMs`. */
export async function startCommands(parts: {
	readonly settings: Settings;
	readonly agentVersion: string;
	readonly instance: AgentInstance;
	/** How long running commands may finish at the end. */
	readonly stopGraceMs: () => number;
	readonly api: ApiServer;
	readonly ceiling: Ceiling;
	/** Called with the gate before any plugin starts. */
	readonly onGate: (gate: Gate) => void;
	/** Resolves what configurations refer to. */
	readonly secrets: SecretResolver;
	/** What a plugin said, as others may read it. */
	readonly tellable: (text: string) => string;
	readonly inventory: Inventory;
	readonly plugins: Plugins;
	readonly sources: PluginSources;
	/** Keeps an event until the control plane has it. */
	readonly put: Spool["put"];
	readonly seen: SeenCluster;
	readonly link: AgentLink;
	readonly clock: Clock;
	readonly log: Log;
	readonly meters: Pick<Meters, "gate" | "runs" | "sources">;
	readonly life: Life;
}): Promise<Commands> {
	const { agentVersion, instance, stopGraceMs, api } = parts;
	const { ceiling, inventory, secrets } = parts;
	const { plugins, sources, link, clock, log, meters, life } = parts;
	const gate = await life.start("gate", () =>
		startGate({
			upstream: api,
			ceiling,
			clock,
			log: log.child({ room: "gate" }),
			meter: meters.gate,
			onLateRequest: () => heart.changed(),
			isSilent: inventory.isSilent,
			onNoAnswer: inventory.suspect,
		}),
	);
	parts.onGate(gate);
	const reporting = await startSources({
		...parts,
		gate,
		ownCredentials: createOwnCredentials(api),
	});
	const configuration = createConfigurationInUse({
		fetch: async (have, signal) =>
			(await link.ask(fetchConfiguration, { have }, { signal })).configuration,
		use(newer) {
			plugins.apply(newer);
			reporting.apply(newer);
		},
		log: log.child({ room: "configuration" }),
	});
	const runner = createCommandRunner({
		configuration,
		gate,
		ownCredentials: createOwnCredentials(api),
		ceiling,
		plugins,
		secrets,
		clock,
		meter: meters.runs,
	});
	const about = { agentVersion, instance, ceiling, configuration, gate, link };
	const heart = createHeart({
		describe: () =>
			describeAgent({
				...about,
				inventory,
				plugins: [plugins, sources, reporting],
				tellable: parts.tellable,
				runner,
				clock,
			}),
		send: (body) => void link.publish(heartbeat, body),
	});
	for (const part of [inventory, plugins, sources, runner])
		life.atEnd("changes", part.onChange(heart.changed));
	life.atEnd("commands", async () => {
		heart.leave();
		await runner.drain(stopGraceMs());
		if (link.state.state === "connected") await link.flush();
	});
	return { configuration, runner, heart };
}
