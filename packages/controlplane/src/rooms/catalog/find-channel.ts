import {
	AppError,
	type ChannelKey,
	hintFor,
	type Platform,
} from "@quarterdeck/contract";
import type {
	Channel,
	Configuration,
} from "@quarterdeck/contract/configuration";

/** A channel as people name it: by its name or alias, with or without `#`; the platform's first one when they name none. */
export interface NamedChannel {
	readonly platform: Platform;
	readonly channel?: string | undefined;
}

/** The channel that is meant, or undefined when the configuration has none of that name on that platform. */
export function findChannel(
	configuration: Configuration,
	{ platform, channel }: NamedChannel,
): Channel | undefined {
	const here = channelsOf(configuration, platform);
	if (channel === undefined) return here[0];
	const wanted = channel.replace(/^#/, "");
	return (
		here.find(({ name }) => name === wanted) ??
		here.find(({ alias }) => alias === wanted)
	);
}

/** The channel that is meant. @throws AppError CHANNEL_UNKNOWN. */
export function requireChannel(
	configuration: Configuration,
	named: NamedChannel,
): Channel {
	const found = findChannel(configuration, named);
	if (found) return found;
	throw channelUnknown(configuration, named);
}

/**
 * The channel that was recorded or resolved earlier. Its key is never matched against aliases, since a removed channel's name may have
 * become another's alias. @throws AppError CHANNEL_UNKNOWN.
 */
export function requireChannelByKey(
	configuration: Configuration,
	key: ChannelKey,
): Channel {
	const found = findChannelByKey(configuration, key);
	if (found) return found;
	throw channelUnknown(configuration, key);
}

/** The same; undefined when the configuration does not have it any more. */
export function findChannelByKey(
	configuration: Configuration,
	{ platform, channel }: ChannelKey,
): Channel | undefined {
	return channelsOf(configuration, platform).find(
		({ name }) => name === channel,
	);
}

/** What identifies a channel: two platforms may each have one of this name. */
export function keyOfChannel({ platform, name }: Channel): ChannelKey {
	return { platform, channel: name };
}

function channelUnknown(
	configuration: Configuration,
	{ platform, channel }: NamedChannel,
): AppError {
	const names = channelsOf(configuration, platform).map(({ name }) => name);
	return new AppError("CHANNEL_UNKNOWN", {
		channel: channel ?? `on ${platform}`,
		hint: hintFor(channel ?? "", names, "channels"),
	});
}

function channelsOf(
	configuration: Configuration,
	platform: Platform,
): readonly Channel[] {
	return configuration.channels.filter((one) => one.platform === platform);
}
