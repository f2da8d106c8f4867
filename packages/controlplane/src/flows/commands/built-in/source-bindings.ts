import { hintFor } from "@quarterdeck/contract";
import type { Configuration } from "@quarterdeck/contract/configuration";
import { keyOfChannel } from "../../../rooms/catalog/index.ts";
import { formatTable } from "../run/format-table.ts";
import type {
	BuiltIn,
	BuiltInDeps,
	BuiltInRequest,
} from "./built-in-command.ts";
import { listed } from "./clusters-heard.ts";
import { whatCameOfIt } from "./what-came-of-it.ts";

const names = ["sourcebindings", "sourcebinding", "sb"];

/** The sources that the channel is told of. */
export const sourceBindings = {
	status: {
		names,
		does: "list the sources that this channel is bound to",
		answer: async (_deps, { configuration, channel }) =>
			tableOf(configuration, channel.bindings.sources),
	},
	edit: {
		names,
		takes: "NAME,…",
		does: "choose the sources that this channel is told of",
		answer: edit,
	},
} as const satisfies Record<string, BuiltIn>;

async function edit(
	{ catalog }: BuiltInDeps,
	{ caller, channel, configuration }: BuiltInRequest,
	rest: readonly string[],
): Promise<string> {
	const wanted = readNames(rest.join(" "));
	const known = Object.keys(configuration.sources);
	if (wanted.length === 0)
		return [
			"The sources there are. Name those that this channel is to be told of: edit sourcebindings a,b,c",
			"",
			tableOf(configuration, known),
		].join("\n");
	const unknown = wanted.filter((name) => !known.includes(name));
	if (unknown.length > 0) return unknownSources(unknown, known);
	const changed = await catalog.editConfiguration(
		caller,
		{ kind: "sources", channel: keyOfChannel(channel), sources: wanted },
		`edit source bindings of #${channel.name}`,
	);
	const shown = wanted.map(
		(name) => `\`${configuration.sources[name]?.displayName ?? name}\``,
	);
	return whatCameOfIt(
		changed,
		`${caller.actor.email} adjusted the notification settings of this channel to ${listed(shown)} messages.`,
	);
}

/** However chat platforms and people decorate them: quotation marks of any script, blanks, back-ticks and line breaks go (docs/architecture/botkube-compatibility.md#built-in-commands). */
function readNames(text: string): readonly string[] {
	const plain = text.replace(/[\p{Pi}\p{Pf}"'`\s„‚]/gu, "");
	return [...new Set(plain.split(",").filter((name) => name !== ""))];
}

function unknownSources(
	unknown: readonly string[],
	known: readonly string[],
): string {
	const named = unknown.map((name) => `\`${name.slice(0, 100)}\``);
	const were = unknown.length === 1 ? "source was" : "sources were";
	const hint = hintFor(unknown[0] ?? "", known, "sources");
	return `The ${listed(named)} ${were} not found in configuration. ${hint}\n`;
}

function tableOf(
	{ sources }: Configuration,
	groups: readonly string[],
): string {
	const rows = groups.map((name) => [name, sources[name]?.displayName ?? name]);
	return formatTable([["NAME", "DISPLAY NAME"], ...rows.toSorted()]);
}
