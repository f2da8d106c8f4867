import type { AgentConfiguration } from "../index.ts";
import type { Configuration } from "./configuration.ts";

/**
 * What one agent needs of a configuration: every executor group that holds an enabled plugin, and the settings of agents.
 * Groups that no channel, message trigger or action names are left out, so that a plugin nobody can call does not run (docs/architecture/botkube-compatibility.md#which-plugins-start).
 */
export function agentConfigurationFor(
	version: number,
	configuration: Configuration,
	clusterName: string,
): AgentConfiguration {
	const bound = new Set([
		...configuration.channels.flatMap((channel) => [
			...channel.bindings.executors,
			...(channel.triggered ?? []),
		]),
		...Object.values(configuration.actions)
			.filter((action) => action.enabled)
			.flatMap((action) => action.bindings.executors),
	]);
	const executors = Object.entries(configuration.executors)
		.filter(([name]) => bound.has(name))
		.map(([name, group]) => ({
			name,
			plugins: group.plugins
				.filter((plugin) => plugin.enabled)
				.map(({ displayName: _, ...plugin }) => plugin),
		}))
		.filter((group) => group.plugins.length > 0);
	const { clusterName: _, review: __, ...settings } = configuration.settings;
	return { version, clusterName, executors, settings };
}
