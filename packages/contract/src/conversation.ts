import { z } from "zod";

/** Where people speak. The console of the web UI is a platform like the others. */
export const platforms = [
	"console",
	"slack",
	"teams",
	"discord",
	"mattermost",
] as const;
export type Platform = (typeof platforms)[number];

/**
 * A channel is its platform and its name: channels of two platforms may have the same name. `channel` is what `ChannelName` maps: the
 * name people see, not the platform's id.
 */
export const channelKeySchema = z.object({
	platform: z.enum(platforms),
	channel: z.string().max(256),
});
export type ChannelKey = z.output<typeof channelKeySchema>;

/** Where somebody speaks: a channel, and the thread in it. */
export const conversationSchema = channelKeySchema.extend({
	threadId: z.string().max(256).optional(),
});
export type Conversation = z.output<typeof conversationSchema>;

/** Whether both are the same channel, whatever the thread. */
export function isSameChannel(a: ChannelKey, b: ChannelKey): boolean {
	return a.platform === b.platform && a.channel === b.channel;
}

/** A channel as one text, which no other channel has: for the keys of maps and of queries. */
export function channelKeyText({ platform, channel }: ChannelKey): string {
	return `${platform} ${channel}`;
}
