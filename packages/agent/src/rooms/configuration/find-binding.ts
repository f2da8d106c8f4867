import {
	type AgentConfiguration,
	type PluginEntry,
	parsePluginKey,
	type RbacMapping,
	type RunOrder,
} from "@quarterdeck/contract";

/** The `config` of one entry, and where it stands in the configuration, for people. */
export interface BoundConfig {
	readonly config: unknown;
	readonly where: string;
}

/** What a command runs with: the plugin, every configuration of it in binding order, and the rights of the first. */
export interface Binding {
	readonly key: string;
	readonly configs: readonly BoundConfig[];
	readonly rbac: RbacMapping | undefined;
}

/**
 * The plugin bound to the channel of a command (docs/architecture/botkube-compatibility.md#combining-configurations):
 * each enabled entry of that name in each bound group adds its configuration, and the
 * first one gives the key and the RBAC mapping. Undefined when none is bound.
 */
export function findBinding(
	configuration: AgentConfiguration,
	order: Pick<RunOrder, "bindings" | "plugin">,
): Binding | undefined {
	const entries = order.bindings.flatMap((name) =>
		configuration.executors
			.filter((group) => group.name === name)
			.flatMap((group) => group.plugins)
			.filter((entry) => entry.enabled && nameOf(entry) === order.plugin)
			.map((entry) => ({
				...entry,
				where: `executors.${name}.${entry.key}.config`,
			})),
	);
	const [first] = entries;
	if (!first) return undefined;
	return {
		key: first.key,
		rbac: first.rbac,
		configs: entries.flatMap(({ config, where }) =>
			config === undefined || config === null ? [] : [{ config, where }],
		),
	};
}

function nameOf(entry: PluginEntry): string | undefined {
	const key = parsePluginKey(entry.key);
	return "problem" in key ? undefined : key.name;
}
