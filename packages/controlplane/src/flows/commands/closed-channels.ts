import {
	type Channel,
	type Configuration,
	channelsOf,
} from "../../rooms/catalog/index.ts";
import { type Asker, decide } from "../../rooms/permissions/index.ts";

/** Whether a person may read what is said in a channel: whoever may speak there. */
export function mayRead(asker: Asker, channel: Channel): boolean {
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
