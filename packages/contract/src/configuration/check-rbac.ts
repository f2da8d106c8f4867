import { mappedTypes } from "./check-bindings.ts";
import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument, Path } from "./document.ts";
import {
	asList,
	asRecord,
	asText,
	type RawConfiguration,
	type RawPlugin,
} from "./raw-configuration.ts";

/**
 * What every `context.rbac` must hold by itself: the `system:` space is never mapped into (docs/architecture/kubernetes-facts.md#impersonation), Static says whom,
 * and a source, for which nobody speaks, maps Static only.
 */
export function checkRbac(
	document: ConfigurationDocument,
	view: RawConfiguration,
): ConfigurationProblem[] {
	const check = (plugin: RawPlugin) =>
		(["user", "group"] as const).flatMap((who) =>
			checkMapping(document, plugin, who),
		);
	return [
		...view.executors.flatMap((group) => group.plugins.flatMap(check)),
		...view.sources.flatMap((group) =>
			group.plugins.flatMap((plugin) => [
				...check(plugin),
				...checkSource(document, plugin),
			]),
		),
	];
}

function checkSource(
	document: ConfigurationDocument,
	plugin: RawPlugin,
): ConfigurationProblem[] {
	return mappedTypes(plugin)
		.filter((type) => type !== "" && type !== "Static")
		.map((type) =>
			document.problem(
				[...plugin.path, "context", "rbac"],
				`Plugin ${plugin.key} has '${type}' RBAC policy. This is not supported for sources: nobody speaks when an event comes. Use Static.`,
			),
		);
}

function checkMapping(
	document: ConfigurationDocument,
	plugin: RawPlugin,
	who: "user" | "group",
): ConfigurationProblem[] {
	if (plugin.rbac?.[who] === undefined || plugin.rbac[who] === null) return [];
	const path: Path = [...plugin.path, "context", "rbac", who];
	const mapping = asRecord(plugin.rbac[who]);
	const prefix = asText(mapping.prefix);
	const fixed = asRecord(mapping.static);
	const names = [
		...asList(fixed.values),
		...(fixed.value === undefined ? [] : [asText(fixed.value)]),
	];
	const isStatic = asText(mapping.type) === "Static";
	const valueKey = fixed.values === undefined ? "value" : "values";
	const valuePath = [...path, "static", valueKey];
	const problems: ConfigurationProblem[] = [];
	if (isStatic && (names.length === 0 || names.includes("")))
		problems.push(
			document.problem(
				[...path, "static"],
				`a Static ${who} needs ${who === "user" ? "static.value" : "static.values"}: an empty one would lend nobody's rights`,
			),
		);
	if (isSystem(prefix))
		problems.push(
			document.problem([...path, "prefix"], systemText(prefix), {
				at: "value",
			}),
		);
	else
		for (const name of isStatic ? names : [])
			if (isSystem(prefix + name))
				problems.push(
					document.problem(valuePath, systemText(prefix + name), {
						at: "value",
					}),
				);
	if (/\p{Cc}/u.test(prefix + names.join("")))
		problems.push(
			document.problem(path, "a name may not hold control characters"),
		);
	return problems;
}

function isSystem(name: string): boolean {
	return name.toLowerCase().startsWith("system:");
}

function systemText(name: string): string {
	return `"${name}" is in the system: space of Kubernetes and is never impersonated`;
}
