import { isDeepStrictEqual } from "node:util";
import type { PluginKey } from "../index.ts";
import { nearestName } from "../nearest-name.ts";
import { conflictWith } from "./check-plugins.ts";
import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument, Path } from "./document.ts";
import { inBotkubeWords } from "./in-botkube-words.ts";
import type {
	RawBindings,
	RawConfiguration,
	RawGroup,
	RawPlugin,
} from "./raw-configuration.ts";

/** What is bound must be there, and must get along with what is bound beside it (docs/architecture/botkube-compatibility.md#validation). */
export function checkBindings(
	document: ConfigurationDocument,
	view: RawConfiguration,
): ConfigurationProblem[] {
	return view.bindings.flatMap((bindings) => [
		...checkSide({ document, bindings, groups: view.sources, side: "sources" }),
		...checkSide({
			document,
			bindings,
			groups: view.executors,
			side: "executors",
		}),
		...(bindings.isAction && bindings.enabled
			? checkActionRbac(document, view, bindings)
			: []),
	]);
}

interface Side {
	readonly document: ConfigurationDocument;
	readonly bindings: RawBindings;
	readonly groups: readonly RawGroup[];
	readonly side: "executors" | "sources";
}

interface BoundPlugin {
	readonly binding: string;
	readonly path: Path;
	readonly plugin: RawPlugin;
}

function checkSide(side: Side): ConfigurationProblem[] {
	return [...checkKnown(side), ...checkConflicts(side), ...checkRbac(side)];
}

function checkKnown({
	document,
	bindings,
	groups,
	side,
}: Side): ConfigurationProblem[] {
	const names = groups.map((group) => group.name);
	const section = side === "sources" ? "Config.Sources" : "Config.Executors";
	return bindings[side].flatMap((name, i) =>
		names.includes(name)
			? []
			: [
					document.problem(
						[...bindings.path, side, i],
						inBotkubeWords(
							`there is no group "${name}" under ${side}`,
							`Key: '${bindings.place}.${name}' '${name}' binding not defined in ${section}`,
						),
						{ suggestion: nearestName(name, names), at: "value" },
					),
				],
	);
}

function boundPlugins({ bindings, groups, side }: Side): BoundPlugin[] {
	return bindings[side].flatMap((binding, i) =>
		(groups.find((group) => group.name === binding)?.plugins ?? [])
			.filter((plugin) => plugin.enabled)
			.map((plugin) => ({
				binding,
				path: [...bindings.path, side, i],
				plugin,
			})),
	);
}

function checkConflicts(side: Side): ConfigurationProblem[] {
	const bound = new Map<string, PluginKey>();
	return boundPlugins(side).flatMap(({ path, plugin }) => {
		const conflict =
			"problem" in plugin.parsed
				? undefined
				: conflictWith(bound, plugin.parsed, "bound");
		return conflict
			? [
					side.document.problem(
						path,
						inBotkubeWords(
							conflict.ours,
							`Key: '${side.bindings.place}.${plugin.key}' ${conflict.botkube}`,
						),
						{ at: "value" },
					),
				]
			: [];
	});
}

/** The same plugin bound twice must be lent the same identity; a missing `rbac` is not equal to an empty one. */
function checkRbac(side: Side): ConfigurationProblem[] {
	const byKey = Map.groupBy(boundPlugins(side), ({ plugin }) => plugin.key);
	return [...byKey.values()].flatMap(([first, ...others]) =>
		others
			.filter(
				(other) =>
					first && !isDeepStrictEqual(first.plugin.rbac, other.plugin.rbac),
			)
			.map((other) =>
				side.document.problem(
					other.path,
					inBotkubeWords(
						`"${first?.binding}" and "${other.binding}" bind ${other.plugin.key} with different rights (context.rbac): where both are bound, these must be the same`,
						`Key: '${side.bindings.place}.${first?.binding}' Binding is referencing plugins of same kind with different RBAC. '${first?.binding}' and '${other.binding}' bindings must be identical when used together.`,
					),
					{ at: "value" },
				),
			),
	);
}

/** Nobody speaks when an action runs, so there is no channel, email or group to map. */
function checkActionRbac(
	document: ConfigurationDocument,
	view: RawConfiguration,
	bindings: RawBindings,
): ConfigurationProblem[] {
	const side = {
		document,
		bindings,
		groups: view.executors,
		side: "executors",
	} as const;
	return boundPlugins(side).flatMap(({ path, plugin }) =>
		mappedTypes(plugin)
			.filter((type) => type !== "" && type !== "Static")
			.map((type) =>
				document.problem(
					path,
					inBotkubeWords(
						`${plugin.key} maps ${type}, but nobody speaks when an action runs: bind a group that maps Static`,
						`Key: '${bindings.place}.${plugin.key}' Plugin ${plugin.key} has '${type}' RBAC policy. This is not supported for actions. See https://docs.botkube.io/configuration/action#rbac`,
					),
					{ at: "value" },
				),
			),
	);
}

/** The mapping types a plugin's `rbac` names, user first. */
export function mappedTypes(plugin: RawPlugin): string[] {
	return ["user", "group"].flatMap((who) => {
		const mapping = plugin.rbac?.[who];
		const type =
			typeof mapping === "object" && mapping !== null && "type" in mapping
				? mapping.type
				: undefined;
		return typeof type === "string" ? [type] : [];
	});
}
