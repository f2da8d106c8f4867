import { nearestName } from "../nearest-name.ts";
import type { ConfigurationProblem } from "./configuration.ts";
import type { ConfigurationDocument } from "./document.ts";
import { inBotkubeWords } from "./in-botkube-words.ts";
import {
	asBoolean,
	asRecord,
	asText,
	type RawConfiguration,
} from "./raw-configuration.ts";

/** Words Botkube answers itself. */
const builtInWords = [
	"ping",
	"help",
	"version",
	"feedback",
	"list",
	"enable",
	"disable",
	"edit",
	"status",
	"show",
];

/** An alias leads to a plugin that is configured or to a built-in word; an enabled action says what it runs. */
export function checkAliases(
	document: ConfigurationDocument,
	view: RawConfiguration,
): ConfigurationProblem[] {
	const root = asRecord(document.data);
	const known = [...new Set([...pluginNames(view), ...builtInWords])];
	const aliases = Object.entries(asRecord(root.aliases)).flatMap(
		([alias, data]) => {
			const path = ["aliases", alias, "command"];
			const command = asText(asRecord(data).command).trim();
			const key = `Key: 'Config.Aliases[${alias}].Command'`;
			if (/\s{2}|^\s|\s$/.test(alias) || alias === "")
				return [
					document.problem(
						["aliases", alias],
						"an alias is one or more words with single spaces between them",
					),
				];
			if (command === "")
				return [
					document.problem(
						path,
						inBotkubeWords(
							`the alias "${alias}" has no command`,
							`${key} Command is a required field`,
						),
					),
				];
			const [prefix = ""] = command.split(/\s+/);
			return known.includes(prefix)
				? []
				: [
						document.problem(
							path,
							inBotkubeWords(
								`the alias "${alias}" runs "${prefix}", which is neither a plugin under executors nor a built-in command`,
								`${key} Command prefix '${prefix}' not found in executors or builtin commands`,
							),
							{ suggestion: nearestName(prefix, known), at: "value" },
						),
					];
		},
	);
	return [...aliases, ...checkActions(document)];
}

function checkActions(document: ConfigurationDocument): ConfigurationProblem[] {
	const { actions } = asRecord(document.data);
	return Object.entries(asRecord(actions)).flatMap(([name, data]) => {
		const action = asRecord(data);
		return asBoolean(action.enabled) && asText(action.command).trim() === ""
			? [
					document.problem(
						["actions", name, "command"],
						inBotkubeWords(
							`the action "${name}" has no command`,
							`Key: 'Config.Actions[${name}].Command' Command is a required field`,
						),
					),
				]
			: [];
	});
}

function pluginNames(view: RawConfiguration): string[] {
	return view.executors.flatMap((group) =>
		group.plugins.flatMap(({ parsed }) =>
			"name" in parsed ? [parsed.name] : [],
		),
	);
}
