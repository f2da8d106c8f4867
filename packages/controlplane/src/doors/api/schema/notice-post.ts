import { postCursor, type ShownPost } from "../../../flows/notices/index.ts";
import {
	type DigestSummary,
	type PostForm,
	postForms,
} from "../../../rooms/notices/index.ts";
import { callerOf, requireSignedIn } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import {
	noticeLevelRef,
	noticeRef,
	postStateRef,
	viewNotices,
} from "./notice.ts";
import { connectionOf } from "./page-info.ts";
import { platformRef } from "./platform.ts";

const formRef = builder.enumType("NoticePostForm", {
	description:
		"TOPIC: one topic of one cluster. FAMILY: objects that come and go under names of one pattern. DIGEST: what exceeded the channel's limit. SINGLE: one notice.",
	values: Object.fromEntries(
		postForms.map((form) => [form.toUpperCase(), { value: form }]),
	) as Record<string, { value: PostForm }>,
});

const groupCountRef = builder
	.objectRef<DigestSummary["groups"][number]>("NoticeGroupCount")
	.implement({
		fields: (t) => ({
			name: t.exposeString("name", { description: "A source group." }),
			count: t.exposeInt("count"),
		}),
	});
const levelCountRef = builder
	.objectRef<DigestSummary["levels"][number]>("NoticeLevelCount")
	.implement({
		fields: (t) => ({
			level: t.expose("level", { type: noticeLevelRef }),
			count: t.exposeInt("count"),
		}),
	});
const topicCountRef = builder
	.objectRef<DigestSummary["topics"][number]>("NoticeTopicCount")
	.implement({
		fields: (t) => ({
			cluster: t.exposeString("clusterName"),
			title: t.exposeString("title"),
			count: t.exposeInt("count"),
		}),
	});

const digestRef = builder.objectRef<DigestSummary>("NoticeDigest").implement({
	description: "What a digest counts.",
	fields: (t) => ({
		groups: t.field({
			type: [groupCountRef],
			resolve: (one) => [...one.groups],
		}),
		levels: t.field({
			type: [levelCountRef],
			resolve: (one) => [...one.levels],
		}),
		topics: t.field({
			type: [topicCountRef],
			description: "The ten most frequent.",
			resolve: (one) => [...one.topics],
		}),
	}),
});

export const noticePostRef = builder
	.objectRef<ShownPost>("NoticePost")
	.implement({
		description:
			"One message about notices in a channel. It changes as long as more of the same happens.",
		fields: (t) => ({
			id: t.id({ resolve: ({ post }) => post.id }),
			form: t.field({ type: formRef, resolve: ({ post }) => post.form }),
			title: t.string({ resolve: ({ post }) => post.title }),
			level: t.field({
				type: noticeLevelRef,
				resolve: ({ post }) => post.level,
			}),
			cluster: t.string({
				nullable: true,
				description: "Absent for a digest.",
				resolve: ({ post }) => post.clusterName ?? null,
			}),
			count: t.int({
				description: "Notices in it.",
				resolve: ({ post }) => post.count,
			}),
			firstAt: t.field({
				type: "DateTime",
				description: "When the earliest of them happened.",
				resolve: ({ post }) => post.firstAt,
			}),
			lastAt: t.field({
				type: "DateTime",
				resolve: ({ post }) => post.lastAt,
			}),
			resolvedAt: t.field({
				type: "DateTime",
				nullable: true,
				resolve: ({ post }) => post.resolvedAt ?? null,
			}),
			createdAt: t.field({
				type: "DateTime",
				resolve: ({ post }) => post.createdAt,
			}),
			revision: t.int({
				description: "Grows with each change.",
				resolve: ({ post }) => post.revision,
			}),
			state: t.field({
				type: postStateRef,
				resolve: ({ post }) => post.state,
			}),
			error: t.string({
				nullable: true,
				resolve: ({ post }) => post.error ?? null,
			}),
			latest: t.field({
				type: noticeRef,
				nullable: true,
				description:
					"Its latest notice, whose message is shown; absent when it is not kept any more.",
				resolve: ({ latest }, _args, context) => {
					if (!latest) return null;
					const caller = callerOf(requireSignedIn(context));
					const [view] = viewNotices([latest], () =>
						context.deps.notices.place(caller, [latest]),
					);
					return view ?? null;
				},
			}),
			digest: t.field({
				type: digestRef,
				nullable: true,
				resolve: ({ digest }) => digest ?? null,
			}),
		}),
	});

const connectionRef = connectionType("NoticePost", noticePostRef);

builder.queryField("noticePosts", (t) =>
	t.field({
		type: connectionRef,
		description: "What a channel was told of notices, newest post first.",
		args: {
			platform: t.arg({ type: platformRef, defaultValue: "console" }),
			channel: t.arg.string({ required: true }),
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const page = await context.deps.notices.listPosts(
				callerOf(requireSignedIn(context)),
				{
					platform: args.platform ?? "console",
					channel: args.channel.slice(0, 256),
				},
				pageRequest(args),
			);
			return connectionOf(page, ({ post }) => postCursor(post));
		},
	}),
);
