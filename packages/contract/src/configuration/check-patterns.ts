import type { ConfigurationProblem } from "./configuration.ts";
import { type ConfigurationDocument, type Path, valueAt } from "./document.ts";
import { inBotkubeWords } from "./in-botkube-words.ts";
import {
	asList,
	asRecord,
	type RawConfiguration,
} from "./raw-configuration.ts";

/** Patterns beside one that matches everything do nothing: in message triggers, and in what a source of Kubernetes watches. */
export function checkPatterns(
	document: ConfigurationDocument,
	view: RawConfiguration,
): ConfigurationProblem[] {
	const triggers = view.platforms
		.filter(({ enabled }) => enabled)
		.flatMap(({ channels }) => channels)
		.map(({ path, place, data }) => ({
			path: [...path, "messageTriggers"],
			place: `${place}.MessageTriggers`,
			value: data.messageTriggers,
		}));
	const sources = view.sources.flatMap(({ name, plugins }) =>
		plugins
			.filter(({ parsed }) => "name" in parsed && parsed.name === "kubernetes")
			.map(({ key, path }) => ({
				path: [...path, "config"],
				place: `Config.Sources[${name}].${key}.Config`,
				value: valueAt(document.data, [...path, "config"]),
			})),
	);
	return [...triggers, ...sources].flatMap((one) => patternsIn(document, one));
}

function patternsIn(
	document: ConfigurationDocument,
	{
		path,
		place,
		value,
	}: { readonly path: Path; readonly place: string; readonly value: unknown },
): ConfigurationProblem[] {
	if (Array.isArray(value))
		return value.flatMap((item, i) =>
			patternsIn(document, {
				path: [...path, i],
				place: `${place}[${i}]`,
				value: item,
			}),
		);
	return Object.entries(asRecord(value)).flatMap(([key, member]) => {
		const below = {
			path: [...path, key],
			place: `${place}.${key.slice(0, 1).toUpperCase()}${key.slice(1)}`,
			value: member,
		};
		if (key !== "include") return patternsIn(document, below);
		const patterns = asList(member);
		return patterns.length > 1 && patterns.includes(".*")
			? [
					document.problem(
						below.path,
						inBotkubeWords(
							"the other patterns have no effect beside .*, which matches everything",
							`Key: '${below.place}' Include contains multiple constraints, but it does already include a regex pattern for all values`,
						),
						{ severity: "warning" },
					),
				]
			: [];
	});
}
