import {
	AppError,
	maxLogLineCharacters,
	maxLogLines,
	type PluginLogs,
	type PluginName,
} from "@quarterdeck/contract";
import type { PluginSources, Plugins } from "../rooms/plugins/index.ts";

/** What a person may ask of one plugin of this agent. Each throws AppError PLUGIN_UNKNOWN when the configuration binds no such plugin here. */
export interface PluginOrders {
	/** The last lines that it wrote, as others may read them. */
	logs(plugin: PluginName): PluginLogs;
	/** Replaces its processes, also when it is deactivated. */
	restart(plugin: PluginName): Record<string, never>;
}

export function createPluginOrders(deps: {
	readonly plugins: Pick<Plugins, "logs" | "restart">;
	readonly sources: Pick<PluginSources, "logs" | "restart">;
	/** What a plugin said, as others may read it. */
	readonly tellable: (text: string) => string;
	readonly clusterName: () => string;
}): PluginOrders {
	const roomOf = ({ kind }: PluginName) =>
		kind === "source" ? deps.sources : deps.plugins;
	const unknown = ({ key, kind }: PluginName) =>
		new AppError("PLUGIN_UNKNOWN", {
			cluster: deps.clusterName(),
			plugin: key,
			hint: `Its configuration binds no ${kind} of that key.`,
		});
	return {
		logs(plugin) {
			const lines = roomOf(plugin).logs(plugin.key);
			if (!lines) throw unknown(plugin);
			return {
				lines: lines.slice(-maxLogLines).map(({ at, level, text }) => ({
					at: at.toISOString(),
					level: level.slice(0, 16),
					text: deps.tellable(text).slice(0, maxLogLineCharacters),
				})),
			};
		},
		restart(plugin) {
			if (!roomOf(plugin).restart(plugin.key)) throw unknown(plugin);
			return {};
		},
	};
}
