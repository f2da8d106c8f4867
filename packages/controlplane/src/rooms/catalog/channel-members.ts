import {
	AppError,
	type ChannelKey,
	channelKeyText,
	isSameChannel,
} from "@quarterdeck/contract";
import {
	type Action,
	type Caller,
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
	caller: Caller,
	action: Action,
	channel: Pick<Channel, "name" | "members">,
	clusterName = "",
): Decision {
	return decide(caller, action, {
		kind: "channel",
		organisationId: caller.organisationId,
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
	caller: Caller,
	configuration: Configuration,
): readonly ChannelKey[] {
	const closed = new Set<string>();
	const open = new Map<string, ChannelKey>();
	for (const channel of configuration.channels) {
		const key = keyOfChannel(channel);
		if (decideInChannel(caller, "command.read", channel).allowed)
			open.set(channelKeyText(key), key);
		else closed.add(channelKeyText(key));
	}
	return [...open].flatMap(([text, key]) => (closed.has(text) ? [] : [key]));
}

/** Whether a person may read what others said in a channel. */
export function mayReadChannel(
	caller: Caller,
	configuration: Configuration,
	key: ChannelKey,
): boolean {
	return readableChannels(caller, configuration).some((one) =>
		isSameChannel(one, key),
	);
}

/** The channel that is meant, when the person may read there. @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED. */
export function requireReadableChannel(
	caller: Caller,
	configuration: Configuration,
	named: NamedChannel,
): Channel {
	const channel = requireChannel(configuration, named);
	if (mayReadChannel(caller, configuration, keyOfChannel(channel)))
		return channel;
	throw channelClosed(caller, channel);
}

/** @throws AppError CHANNEL_CLOSED to who is no member of the channel, NOT_ALLOWED to who may run commands nowhere. */
export function requireMember(
	caller: Caller,
	channel: Channel,
	clusterName = "",
): void {
	const decision = decideInChannel(caller, "command.run", channel, clusterName);
	if (decision.allowed) return;
	const anywhere = { name: "", members: undefined };
	if (decideInChannel(caller, "command.run", anywhere).allowed)
		throw channelClosed(caller, channel);
	throw new AppError("NOT_ALLOWED", {
		person: caller.actor.email,
		action: `run commands in channel ${channel.name}`,
		hint: `${decision.reason}. ${decision.hint}`,
	});
}

function channelClosed(caller: Caller, channel: Channel): AppError {
	return new AppError("CHANNEL_CLOSED", {
		person: caller.actor.email,
		channel: channel.name,
	});
}
