import type { AgentConfiguration, PluginState } from "@quarterdeck/contract";
import { readBoundedText } from "@quarterdeck/contract/read-bounded-file";
import {
	type Clock,
	createNewId,
	type Life,
	type Log,
} from "@quarterdeck/runtime";
import { createWebhookDoor } from "../doors/webhook/webhook-door.ts";
import { readWebhookTokens } from "../doors/webhook/webhook-tokens.ts";
import {
	createSourceStreams,
	type SourceStreamsDeps,
} from "../flows/stream-source.ts";
import type { Settings } from "../settings.ts";
import type { Meters } from "./meters.ts";

const maxTokenFileBytes = 262_144;

/** What reports events, and where it is called from outside. */
export interface Sources {
	/** Takes a configuration into use. */
	apply(configuration: AgentConfiguration): void;
	/** Of those that are part of the agent. */
	states(): PluginState[];
}

/** Ready for a configuration; without one, nothing runs and no port is open. */
export async function startSources(
	parts: Omit<SourceStreamsDeps, "builtIn" | "meter" | "newId"> & {
		readonly settings: Pick<
			Settings,
			"webhookHost" | "webhookMaxBytes" | "webhookTokenFile"
		>;
		readonly meters: Pick<Meters, "sources">;
		readonly clock: Clock;
		readonly log: Log;
		readonly life: Life;
	},
): Promise<Sources> {
	const { settings, meters, clock, life } = parts;
	const log = parts.log.child({ part: "sources" });
	const streams = await life.start("sources", () =>
		createSourceStreams({
			...parts,
			builtIn: [],
			newId: createNewId(clock),
			log,
			meter: meters.sources,
		}),
	);
	const { webhookTokenFile: file } = settings;
	const door = await life.start("incoming webhook", () =>
		createWebhookDoor({
			host: settings.webhookHost,
			maxBytes: settings.webhookMaxBytes,
			tokens: () =>
				file === undefined
					? []
					: readWebhookTokens(
							readBoundedText(file, { maxBytes: maxTokenFileBytes }),
						),
			sources: streams,
			clock,
			log,
			meter: meters.sources,
		}),
	);
	return {
		apply(configuration) {
			streams.apply(configuration);
			void door.listen(configuration.plugins?.incomingWebhook?.port);
		},
		states: streams.states,
	};
}
