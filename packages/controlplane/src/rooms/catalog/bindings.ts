import { parsePluginKey } from "@quarterdeck/contract";
import type {
	Bindings,
	Channel,
	Configuration,
	Platform,
} from "./configuration.ts";

/** The channel people call by this name (a leading `#` does not matter) or that is configured under this alias. */
export function findChannel(
	configuration: Configuration,
	platform: Platform,
	name: string,
): Channel | undefined {
	const wanted = name.replace(/^#/, "");
	const here = channelsOf(configuration, platform);
	return (
		here.find((channel) => channel.name === wanted) ??
		here.find((channel) => channel.alias === wanted)
	);
}

/** Channels of one platform, in the order they are written. */
export function channelsOf(
	configuration: Configuration,
	platform: Platform,
): readonly Channel[] {
	return configuration.channels.filter((one) => one.platform === platform);
}

/** What is bound to a channel; nothing when there is no such channel. */
export function bindingsFor(
	configuration: Configuration,
	platform: Platform,
	channel: string,
): Bindings {
	return (
		findChannel(configuration, platform, channel)?.bindings ?? {
			executors: [],
			sources: [],
		}
	);
}

/** Names of the plugins that can be called under these executor bindings, in binding order, each once. */
export function pluginsBound(
	configuration: Configuration,
	executors: readonly string[],
): readonly string[] {
	const names = new Set<string>();
	for (const group of executors)
		for (const plugin of configuration.executors[group]?.plugins ?? []) {
			const key = parsePluginKey(plugin.key);
			if (plugin.enabled && "name" in key) names.add(key.name);
		}
	return [...names];
}

/** Aliases as the parser of commands wants them. */
export function aliasesOf(
	configuration: Configuration,
): readonly { readonly alias: string; readonly command: string }[] {
	return Object.entries(configuration.aliases).map(([alias, { command }]) => ({
		alias,
		command,
	}));
}
