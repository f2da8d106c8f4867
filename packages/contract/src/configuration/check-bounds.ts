import type {
	Configuration,
	ConfigurationProblem,
	ConfiguredPlugin,
} from "./configuration.ts";
import type { ConfigurationDocument } from "./document.ts";

/** The key of the file for each bound of a plugin. */
const bounds = { network: "network", memoryBytes: "memory" } as const;

/** One process serves all groups that enable an executor: where they give it different bounds, the narrowest holds for all of them. */
export function checkBounds(
	document: ConfigurationDocument,
	{ executors }: Configuration,
): ConfigurationProblem[] {
	const first = new Map<string, { group: string; plugin: ConfiguredPlugin }>();
	return Object.entries(executors).flatMap(([group, { plugins }]) =>
		plugins
			.filter(({ enabled }) => enabled)
			.flatMap((plugin) => {
				const before = first.get(plugin.key);
				if (!before) {
					first.set(plugin.key, { group, plugin });
					return [];
				}
				return Object.entries(bounds)
					.filter(([bound]) => {
						const name = bound as keyof typeof bounds;
						return plugin[name] !== before.plugin[name];
					})
					.map(([, key]) =>
						document.problem(
							["executors", group, plugin.key],
							`Plugin ${plugin.key} has another '${key}' here than in the group '${before.group}'. One process serves both, so the narrower one holds. Write the same in both.`,
							{ severity: "warning" },
						),
					);
			}),
	);
}
