import { callerOf, requireSignedIn } from "../api-context.ts";
import { presentContext } from "../present-context.ts";
import { whileSignedIn } from "../while-signed-in.ts";
import { builder } from "./builder.ts";
import {
	noticeFilterRef,
	noticeRef,
	readNoticeFilter,
	viewNotices,
} from "./notice.ts";
import { noticePostRef } from "./notice-post.ts";
import { platformRef } from "./platform.ts";

builder.subscriptionField("noticeEvents", (t) =>
	t.field({
		type: noticeRef,
		description:
			"Notices that match, from now on. A listener that falls behind is ended with LISTENER_BEHIND: list what it missed and subscribe again.",
		args: { filter: t.arg({ type: noticeFilterRef }) },
		async subscribe(_root, { filter }, context) {
			const events = await context.deps.notices.follow(
				callerOf(requireSignedIn(context)),
				readNoticeFilter(filter ?? {}),
				async () => callerOf(requireSignedIn(await presentContext(context))),
			);
			return whileSignedIn(context, events);
		},
		resolve(kept, _args, context) {
			const caller = callerOf(requireSignedIn(context));
			const [view] = viewNotices([kept], () =>
				context.deps.notices.place(caller, [kept]),
			);
			if (!view) throw new TypeError("one notice has one view");
			return view;
		},
	}),
);

builder.subscriptionField("noticePostEvents", (t) =>
	t.field({
		type: noticePostRef,
		description:
			"Posts of a channel that are new or changed, from now on: the whole post after each change.",
		args: {
			platform: t.arg({ type: platformRef, defaultValue: "console" }),
			channel: t.arg.string({ required: true }),
		},
		async subscribe(_root, { platform, channel }, context) {
			const events = await context.deps.notices.followPosts(
				callerOf(requireSignedIn(context)),
				{
					platform: platform ?? "console",
					channel: channel.slice(0, 256),
				},
				async () => callerOf(requireSignedIn(await presentContext(context))),
			);
			return whileSignedIn(context, events);
		},
		resolve: (shown) => shown,
	}),
);
