import type { PluginKey } from "../index.ts";
import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument } from "./document.ts";
import { inBotkubeWords } from "./in-botkube-words.ts";
import type {
	RawConfiguration,
	RawGroup,
	RawPlugin,
} from "./raw-configuration.ts";

/** Keys of plugins, and plugins that stand twice in one group (docs/architecture/botkube-compatibility.md#validation). */
export function checkPlugins(
	document: ConfigurationDocument,
	view: RawConfiguration,
): ConfigurationProblem[] {
	return [
		...view.executors.flatMap((group) =>
			checkGroup(document, group, "Config.Executors"),
		),
		...view.sources.flatMap((group) =>
			checkGroup(document, group, "Config.Sources"),
		),
	];
}

function checkGroup(
	document: ConfigurationDocument,
	group: RawGroup,
	section: string,
): ConfigurationProblem[] {
	const tell = (plugin: RawPlugin, ours: string, text: string) =>
		document.problem(
			plugin.path,
			inBotkubeWords(
				ours,
				`Key: '${section}[${group.name}].${plugin.key}' ${text}`,
			),
			plugin.key.toLowerCase() === "displayname"
				? { suggestion: "displayName" }
				: {},
		);
	const defined = new Map<string, PluginKey>();
	return group.plugins.flatMap((plugin) => {
		if ("problem" in plugin.parsed)
			return [
				tell(
					plugin,
					`"${plugin.key}" is not the key of a plugin: write REPOSITORY/NAME, as in botkube/kubectl`,
					plugin.parsed.problem,
				),
			];
		const conflict = conflictWith(defined, plugin.parsed, "defined");
		return conflict ? [tell(plugin, conflict.ours, conflict.botkube)] : [];
	});
}

/** What keeps a plugin from standing beside those before it, in our words and Botkube's; the first of its name is remembered. */
export function conflictWith(
	before: Map<string, PluginKey>,
	key: PluginKey,
	how: "bound" | "defined",
): { readonly ours: string; readonly botkube: string } | undefined {
	const first = before.get(key.name);
	if (!first) {
		before.set(key.name, key);
		return undefined;
	}
	const remedy = (change: string) =>
		how === "bound"
			? `Bind it to a different channel, change it to the ${change}, or remove it.`
			: "Extract it to a dedicated configuration group or remove it from this one.";
	const where = how === "bound" ? "one channel or action" : "one group";
	const already = `conflicts with already ${how} "${key.name}" plugin`;
	if (first.repository !== key.repository)
		return {
			ours: `${where} has the plugin ${key.name} from two repositories, ${first.repository} and ${key.repository}`,
			botkube: `${already} from "${first.repository}" repository. ${remedy(`one from the "${first.repository}" repository`)}`,
		};
	if (first.version !== key.version) {
		const version = first.version ? `"${first.version}"` : "latest";
		return {
			ours: `${where} has the plugin ${key.name} in two versions, ${first.version ?? "the latest"} and ${key.version ?? "the latest"}`,
			botkube: `${already} in the ${version} version. ${remedy(`${version} version`)}`,
		};
	}
	return undefined;
}
