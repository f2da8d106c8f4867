import type {
	AgentConfiguration,
	Platform,
	PluginEntry,
	SourceGroup,
} from "../index.ts";
import type { Configuration, PluginGroup } from "./configuration.ts";
import { sourcesBound } from "./identities-lent.ts";

/** Platforms on which people press buttons (docs/architecture/botkube-compatibility.md#source-protocol). */
const interactivePlatforms: readonly Platform[] = ["console", "slack", "teams"];

/**
 * What one agent needs of a configuration: every executor and source group that holds an enabled plugin, and the settings of agents.
 * Groups that no channel, message trigger, sink or action names are left out, so that a plugin nobody can call or hear does not run (docs/architecture/botkube-compatibility.md#which-plugins-start).
 */
export function agentConfigurationFor(
	version: number,
	configuration: Configuration,
	clusterName: string,
): AgentConfiguration {
	const { channels } = configuration;
	const actions = Object.values(configuration.actions).filter(
		(action) => action.enabled,
	);
	const executors = new Set([
		...channels.flatMap((channel) => [
			...channel.bindings.executors,
			...(channel.triggered ?? []),
		]),
		...actions.flatMap((action) => action.bindings.executors),
	]);
	const { clusterName: _, review: __, ...settings } = configuration.settings;
	return {
		version,
		clusterName,
		executors: boundGroups(configuration.executors, executors).map(
			([name, group]) => ({ name, plugins: enabledPlugins(group) }),
		),
		sources: boundSources(configuration),
		settings,
		...(configuration.plugins ? { plugins: configuration.plugins } : {}),
	};
}

function boundSources(configuration: Configuration): SourceGroup[] {
	const pressed = new Set(
		configuration.channels
			.filter(({ platform }) => interactivePlatforms.includes(platform))
			.flatMap(({ bindings }) => bindings.sources),
	);
	return boundGroups(configuration.sources, sourcesBound(configuration)).map(
		([name, group]) => ({
			name,
			...(group.displayName === undefined
				? {}
				: { displayName: group.displayName.slice(0, 256) }),
			interactive: pressed.has(name),
			plugins: enabledPlugins(group),
		}),
	);
}

function boundGroups(
	groups: Readonly<Record<string, PluginGroup>>,
	bound: ReadonlySet<string>,
): [string, PluginGroup][] {
	return Object.entries(groups).filter(
		([name, group]) =>
			bound.has(name) && group.plugins.some(({ enabled }) => enabled),
	);
}

function enabledPlugins(group: PluginGroup): PluginEntry[] {
	return group.plugins
		.filter(({ enabled }) => enabled)
		.map(({ displayName: _, ...plugin }) => plugin);
}
