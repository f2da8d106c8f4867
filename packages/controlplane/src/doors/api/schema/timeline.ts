import { callerOf, requireSignedIn } from "../api-context.ts";
import { readTimeline, type TimelineEntry } from "../read-timeline.ts";
import { builder, pageRequest } from "./builder.ts";
import { commandRef } from "./command.ts";
import { connectionType } from "./connection-type.ts";
import { noticePostRef } from "./notice-post.ts";
import { connectionOf } from "./page-info.ts";
import { platformRef } from "./platform.ts";

const entryRef = builder.objectRef<TimelineEntry>("TimelineEntry").implement({
	description: "One of command and post is present.",
	fields: (t) => ({
		at: t.expose("at", { type: "DateTime" }),
		command: t.field({
			type: commandRef,
			nullable: true,
			resolve: ({ command }) => command ?? null,
		}),
		post: t.field({
			type: noticePostRef,
			nullable: true,
			resolve: ({ post }) => post ?? null,
		}),
	}),
});

const connectionRef = connectionType("TimelineEntry", entryRef);

builder.queryField("timeline", (t) =>
	t.field({
		type: connectionRef,
		description:
			"What was said in a channel, without replies, and what it was told of notices, newest first. A post stands where it was made. Follow it with channelEvents and noticePostEvents.",
		args: {
			platform: t.arg({ type: platformRef, defaultValue: "console" }),
			channel: t.arg.string({ required: true }),
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const page = await readTimeline(
				context.deps,
				callerOf(requireSignedIn(context)),
				{
					platform: args.platform ?? "console",
					channel: args.channel.slice(0, 256),
				},
				pageRequest(args),
			);
			return connectionOf(page, ({ cursor }) => cursor);
		},
	}),
);
