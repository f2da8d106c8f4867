import { AppError } from "@quarterdeck/contract";
import {
	type Catalog,
	type Channel,
	type Configuration,
	channelsOf,
} from "../../rooms/catalog/index.ts";
import { type Asker, decide } from "../../rooms/permissions/index.ts";
import { requireChannel } from "./plan-command.ts";

/** Whether a person may read what is said in a channel: whoever may speak there. */
function mayRead(asker: Asker, channel: Channel): boolean {
	return decide(asker, "command.read", {
		kind: "channel",
		organisationId: asker.organisationId,
		channel: channel.name,
		members: channel.members,
		clusterName: "",
	}).allowed;
}

/**
 * Names of the console's channels that are closed to a person as the configuration stands now: of what was said there they are told
 * their own only. A channel that is configured no more is closed to nobody.
 */
export function closedChannels(
	asker: Asker,
	configuration: Configuration,
): readonly string[] {
	return channelsOf(configuration, "console")
		.filter((channel) => !mayRead(asker, channel))
		.map(({ name }) => name);
}

/** The console's channel of that name (the first one without), when the person may read there. @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED. */
export async function requireOpenChannel(
	{ catalog }: { readonly catalog: Pick<Catalog, "currentConfiguration"> },
	asker: Asker,
	name: string | undefined,
): Promise<{
	readonly configuration: Configuration;
	readonly channel: Channel;
}> {
	const { configuration } = await catalog.currentConfiguration(
		asker.organisationId,
	);
	const spoken = { platform: "console", channel: name } as const;
	const channel = requireChannel(configuration, spoken);
	if (mayRead(asker, channel)) return { configuration, channel };
	throw new AppError("CHANNEL_CLOSED", {
		person: asker.actor.email,
		channel: channel.name,
	});
}
