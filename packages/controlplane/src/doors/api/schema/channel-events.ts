import type { ChannelEvent } from "../../../flows/commands/index.ts";
import { askerOf, requireAllowed } from "../api-context.ts";
import { presentContext } from "../present-context.ts";
import { whileSignedIn } from "../while-signed-in.ts";
import { builder } from "./builder.ts";
import { commandRef } from "./command.ts";
import { commandEventRef } from "./command-events.ts";

const channelEventRef = builder
	.objectRef<ChannelEvent>("ChannelEvent")
	.implement({
		description: "One of both is there.",
		fields: (t) => ({
			command: t.field({
				type: commandRef,
				nullable: true,
				description:
					"A command that began, or whose record changed: the newest record, and not every step between.",
				resolve: ({ command }) => command ?? null,
			}),
			event: t.field({
				type: commandEventRef,
				nullable: true,
				description:
					"What commandEvents tells, in order within each command. A note with the number of the last event told says that what followed was not read in time: commandEvents(after) goes on there.",
				resolve: ({ event }) => event ?? null,
			}),
		}),
	});

builder.subscriptionField("channelEvents", (t) =>
	t.field({
		type: channelEventRef,
		description:
			"Everything of a console channel: the commands that go on, with all they said, and those that are said from now on. What another replica runs is told when it begins and, with its output, when it has ended.",
		args: { channel: t.arg.string({ required: true }) },
		async subscribe(_root, { channel }, context) {
			const signedIn = requireAllowed(context, "command.read");
			const events = await context.deps.commands.followChannel(
				askerOf(signedIn),
				channel.slice(0, 256),
				async () =>
					askerOf(
						requireAllowed(await presentContext(context), "command.read"),
					),
			);
			return whileSignedIn(context, events);
		},
		resolve: (event) => event,
	}),
);
