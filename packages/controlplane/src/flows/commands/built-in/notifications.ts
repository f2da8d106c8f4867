import { keyOfChannel } from "../../../rooms/catalog/index.ts";
import type {
	BuiltIn,
	BuiltInDeps,
	BuiltInRequest,
} from "./built-in-command.ts";
import { clustersHeard } from "./clusters-heard.ts";
import { whatCameOfIt } from "./what-came-of-it.ts";

const names = ["notifications", "notification", "notif"];

/** Whether the channel is told of what happens. It is a part of the configuration, so that every replica and every version agree. */
export const notifications = {
	status: {
		names,
		does: "say whether this channel is told of what happens",
		answer: async (_deps, { channel }) =>
			`Notifications from ${clustersHeard(channel)} are ${channel.notificationsDisabled ? "disabled" : "enabled"} here.\n`,
	},
	enable: {
		names,
		does: "tell this channel of what happens",
		answer: (deps, request) => set(deps, request, true),
	},
	disable: {
		names,
		does: "tell this channel nothing for now",
		answer: (deps, request) => set(deps, request, false),
	},
} as const satisfies Record<string, BuiltIn>;

async function set(
	{ catalog }: BuiltInDeps,
	{ caller, channel }: BuiltInRequest,
	enabled: boolean,
): Promise<string> {
	const heard = clustersHeard(channel);
	const changed = await catalog.editConfiguration(
		caller,
		{ kind: "notifications", channel: keyOfChannel(channel), enabled },
		`${enabled ? "enable" : "disable"} notifications in #${channel.name}`,
	);
	return whatCameOfIt(
		changed,
		enabled
			? `Brace yourselves, incoming notifications from ${heard}.`
			: `Sure! I won't send you notifications from ${heard} here.`,
	);
}
