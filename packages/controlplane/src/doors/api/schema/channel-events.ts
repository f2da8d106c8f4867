import type { ChannelEvent } from "../../../flows/commands/index.ts";
import { callerOf, requireSignedIn } from "../api-context.ts";
import { presentContext } from "../present-context.ts";
import { whileSignedIn } from "../while-signed-in.ts";
import { builder } from "./builder.ts";
import { commandRef } from "./command.ts";
import { commandEventRef } from "./command-events.ts";
import { platformRef } from "./platform.ts";

const channelEventRef = builder
	.objectRef<ChannelEvent>("ChannelEvent")
	.implement({
		description: "One of the two fields is present.",
		fields: (t) => ({
			command: t.field({
				type: commandRef,
				nullable: true,
				description:
					"A command that began, or whose record changed: the newest record, not every step.",
				resolve: ({ command }) => command ?? null,
			}),
			event: t.field({
				type: commandEventRef,
				nullable: true,
				description:
					"The events of commandEvents, in order within each command. A note with the number of the last event says that the following ones were not read in time: continue with commandEvents(after).",
				resolve: ({ event }) => event ?? null,
			}),
		}),
	});

builder.subscriptionField("channelEvents", (t) =>
	t.field({
		type: channelEventRef,
		description:
			"Everything in a channel: the running commands with all their events, and those that are said from now on. A command that another replica runs is sent when it begins and, with its output, when it has ended.",
		args: {
			platform: t.arg({ type: platformRef, defaultValue: "console" }),
			channel: t.arg.string({ required: true }),
		},
		async subscribe(_root, { platform, channel }, context) {
			const events = await context.deps.commands.followChannel(
				callerOf(requireSignedIn(context)),
				{
					platform: platform ?? "console",
					channel: channel.slice(0, 256),
				},
				async () => callerOf(requireSignedIn(await presentContext(context))),
			);
			return whileSignedIn(context, events);
		},
		resolve: (event) => event,
	}),
);
