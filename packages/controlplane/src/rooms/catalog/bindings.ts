import { parsePluginKey } from "@quarterdeck/contract";
import type { Configuration } from "@quarterdeck/contract/configuration";

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

/** What people are shown for a plugin: the first name that an executor group gives it; undefined when none does. */
export function displayNameOf(
	configuration: Configuration,
	key: string,
): string | undefined {
	return Object.values(configuration.executors)
		.flatMap((group) => group.plugins)
		.find((plugin) => plugin.key === key && plugin.displayName)?.displayName;
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
