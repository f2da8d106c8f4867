import {
	AppError,
	type ChannelKey,
	type Platform,
} from "@quarterdeck/contract";
import { hintFor } from "../fleet/index.ts";
import type { Channel, Configuration } from "./configuration.ts";

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
	const names = channelsOf(configuration, named.platform).map(
		({ name }) => name,
	);
	throw new AppError("CHANNEL_UNKNOWN", {
		channel: named.channel ?? `on ${named.platform}`,
		hint: hintFor(named.channel ?? "", names, "channels"),
	});
}

/** What identifies a channel: two platforms may each have one of this name. */
export function keyOfChannel({ platform, name }: Channel): ChannelKey {
	return { platform, channel: name };
}

function channelsOf(
	configuration: Configuration,
	platform: Platform,
): readonly Channel[] {
	return configuration.channels.filter((one) => one.platform === platform);
}
