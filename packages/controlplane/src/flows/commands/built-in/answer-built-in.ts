import { formatTable } from "../run/format-table.ts";
import { actions } from "./actions.ts";
import type {
	BuiltIn,
	BuiltInDeps,
	BuiltInRequest,
	BuiltInVerb,
} from "./built-in-command.ts";
import { feedback, help, ping, version } from "./general.ts";
import { listFeatures } from "./list-features.ts";
import { notifications } from "./notifications.ts";
import { showConfiguration } from "./show-configuration.ts";
import { sourceBindings } from "./source-bindings.ts";

/*
 * Botkube's commands, by its words for them (docs/architecture/botkube-compatibility.md#built-in-commands), and `list clusters`, which is ours.
 */

const verbs: readonly BuiltInVerb[] = [
	{ verb: "list", features: listFeatures },
	{
		verb: "status",
		features: [notifications.status, sourceBindings.status],
		byDefault: notifications.status,
	},
	{
		verb: "enable",
		features: [notifications.enable, actions.enable],
		byDefault: notifications.enable,
	},
	{
		verb: "disable",
		features: [notifications.disable, actions.disable],
		byDefault: notifications.disable,
	},
	{ verb: "edit", features: [sourceBindings.edit] },
	{ verb: "show", features: [showConfiguration] },
];

const plain: readonly BuiltIn[] = [
	{ ...help, answer: (_deps, request) => help.answer(request, lines()) },
	ping,
	version,
	feedback,
];

/** Commands the control plane answers itself. A plugin of the same name takes precedence. */
export const builtInCommands: readonly string[] = [
	...plain.flatMap(({ names }) => names),
	...verbs.map(({ verb }) => verb),
];

/** What a verb can be said of, by its first name; empty for what is no verb. */
export function featuresOf(verb: string): readonly string[] {
	const found = verbs.find((one) => one.verb === verb);
	return found?.features.flatMap(({ names }) => names.slice(0, 1)) ?? [];
}

/**
 * The answer to a built-in command, as text; undefined when the first word is none. Verbs and what they are said of may be written in
 * capitals.
 * @throws AppError what cannot be done.
 */
export function answerBuiltIn(
	deps: BuiltInDeps,
	request: BuiltInRequest,
): Promise<string> | undefined {
	const [first = "", second = "", ...rest] = request.words;
	const word = first.toLowerCase();
	const command = plain.find(({ names }) => names.includes(word));
	if (command) return command.answer(deps, request, [second, ...rest]);
	const verb = verbs.find((one) => one.verb === word);
	if (!verb) return undefined;
	if (second === "" && verb.byDefault)
		return verb.byDefault.answer(deps, request, []);
	const feature = verb.features.find(({ names }) =>
		names.includes(second.toLowerCase()),
	);
	return feature
		? feature.answer(deps, request, rest)
		: Promise.resolve(unknownFeature(verb, second));
}

function unknownFeature(
	{ verb, features }: BuiltInVerb,
	written: string,
): string {
	const problem =
		written === ""
			? "You missed to pass options for the command."
			: `error: unknown option \`${written.slice(0, 100)}\``;
	return [
		problem,
		`usage: ${verb} [feature]`,
		"",
		formatTable([
			["FEATURE", "ALIASES"],
			...features.map(({ names: [name = "", ...others] }) => [
				name,
				others.join(", "),
			]),
		]),
	].join("\n");
}

function lines(): readonly (readonly [command: string, does: string])[] {
	const line = (verb: string, { names, takes, does }: BuiltIn) =>
		[[verb, names[0], takes].filter(Boolean).join(" "), does] as const;
	return [
		...verbs.flatMap(({ verb, features }) =>
			features.map((feature) => line(verb, feature)),
		),
		...plain.map((command) => line("", command)),
	];
}
