import type { Configuration } from "@quarterdeck/contract/configuration";
import { formatTable } from "../run/format-table.ts";
import type {
	BuiltIn,
	BuiltInDeps,
	BuiltInRequest,
} from "./built-in-command.ts";
import { clustersHeard } from "./clusters-heard.ts";
import { whatCameOfIt } from "./what-came-of-it.ts";

const names = ["action", "actions", "act"];

/** Whether an action runs when something happens. */
export const actions = {
	enable: {
		names,
		takes: "NAME",
		does: "run an action when something happens",
		answer: (deps, request, rest) => set(deps, request, rest[0], true),
	},
	disable: {
		names,
		takes: "NAME",
		does: "run an action no longer",
		answer: (deps, request, rest) => set(deps, request, rest[0], false),
	},
} as const satisfies Record<string, BuiltIn>;

/** All actions of the configuration. */
export function tableOfActions({ actions: all }: Configuration): string {
	const rows = Object.entries(all).map(([name, { enabled, displayName }]) => [
		name,
		String(enabled),
		displayName ?? "",
	]);
	return formatTable([
		["ACTION", "ENABLED", "DISPLAY NAME"],
		...rows.toSorted(),
	]);
}

async function set(
	{ catalog }: BuiltInDeps,
	{ caller, channel, configuration }: BuiltInRequest,
	name: string | undefined,
	enabled: boolean,
): Promise<string> {
	if (name === undefined || !Object.hasOwn(configuration.actions, name)) {
		const problem =
			name === undefined
				? "You forgot to pass action name."
				: `action with name "${name.slice(0, 100)}" not found.`;
		return `${problem} Please pass one of the following valid actions:\n\n${tableOfActions(configuration)}`;
	}
	const changed = await catalog.editConfiguration(
		caller,
		{ kind: "action", name, enabled },
		`${enabled ? "enable" : "disable"} action ${name}`,
	);
	const where = clustersHeard(channel);
	return whatCameOfIt(
		changed,
		enabled
			? `I have enabled '${name}' action on ${where}.`
			: `Done. I won't run '${name}' action on ${where}.`,
	);
}
