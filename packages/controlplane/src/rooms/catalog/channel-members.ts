import {
	AppError,
	type ChannelKey,
	channelKeyText,
	isSameChannel,
} from "@quarterdeck/contract";
import {
	type Action,
	type Asker,
	type Decision,
	decide,
} from "../permissions/index.ts";
import type { Channel, Configuration } from "./configuration.ts";
import {
	keyOfChannel,
	type NamedChannel,
	requireChannel,
} from "./find-channel.ts";

/** May they do this in a channel? Only its members may. `clusterName` is where a command goes; empty when that does not matter. */
export function decideInChannel(
	asker: Asker,
	action: Action,
	channel: Pick<Channel, "name" | "members">,
	clusterName = "",
): Decision {
	return decide(asker, action, {
		kind: "channel",
		organisationId: asker.organisationId,
		channel: channel.name,
		members: channel.members,
		clusterName,
	});
}

/**
 * The channels whose history a person may read: those they may speak in. A channel that the configuration does not have (any more) is
 * not among them: whoever removes a channel closes its history. Two entries of one platform and name count as one channel, which is
 * open when both are.
 */
export function readableChannels(
	asker: Asker,
	configuration: Configuration,
): readonly ChannelKey[] {
	const closed = new Set<string>();
	const open = new Map<string, ChannelKey>();
	for (const channel of configuration.channels) {
		const key = keyOfChannel(channel);
		if (decideInChannel(asker, "command.read", channel).allowed)
			open.set(channelKeyText(key), key);
		else closed.add(channelKeyText(key));
	}
	return [...open].flatMap(([text, key]) => (closed.has(text) ? [] : [key]));
}

/** Whether a person may read what others said in a channel. */
export function mayReadChannel(
	asker: Asker,
	configuration: Configuration,
	key: ChannelKey,
): boolean {
	return readableChannels(asker, configuration).some((one) =>
		isSameChannel(one, key),
	);
}

/** The channel that is meant, when the person may read there. @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED. */
export function requireReadableChannel(
	asker: Asker,
	configuration: Configuration,
	named: NamedChannel,
): Channel {
	const channel = requireChannel(configuration, named);
	if (mayReadChannel(asker, configuration, keyOfChannel(channel)))
		return channel;
	throw channelClosed(asker, channel);
}

/** @throws AppError CHANNEL_CLOSED to who is no member of the channel, NOT_ALLOWED to who may run commands nowhere. */
export function requireMember(
	asker: Asker,
	channel: Channel,
	clusterName = "",
): void {
	const decision = decideInChannel(asker, "command.run", channel, clusterName);
	if (decision.allowed) return;
	const anywhere = { name: "", members: undefined };
	if (decideInChannel(asker, "command.run", anywhere).allowed)
		throw channelClosed(asker, channel);
	throw new AppError("NOT_ALLOWED", {
		person: asker.actor.email,
		action: `run commands in channel ${channel.name}`,
		hint: `${decision.reason}. ${decision.hint}`,
	});
}

function channelClosed(asker: Asker, channel: Channel): AppError {
	return new AppError("CHANNEL_CLOSED", {
		person: asker.actor.email,
		channel: channel.name,
	});
}
