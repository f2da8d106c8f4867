import type { NoticeCount } from "../../../rooms/notices/index.ts";
import { callerOf, requireSignedIn } from "../api-context.ts";
import { builder } from "./builder.ts";
import { noticeFilterRef, noticeLevelRef, readNoticeFilter } from "./notice.ts";

interface Stretch {
	readonly from: Date;
	readonly counts: readonly NoticeCount[];
}

const levelCountRef = builder
	.objectRef<NoticeCount>("NoticeStretchCount")
	.implement({
		fields: (t) => ({
			level: t.expose("level", { type: noticeLevelRef }),
			count: t.exposeInt("count"),
		}),
	});

const stretchRef = builder.objectRef<Stretch>("NoticeStretch").implement({
	description: "A stretch of time and what happened in it.",
	fields: (t) => ({
		from: t.expose("from", { type: "DateTime" }),
		counts: t.field({
			type: [levelCountRef],
			description: "Levels of which there are notices.",
			resolve: ({ counts }) => [...counts],
		}),
	}),
});

builder.queryField("noticeHistogram", (t) =>
	t.field({
		type: [stretchRef],
		description:
			"How many notices of each level happened in each of so many stretches of equal length, 300 at most.",
		args: {
			filter: t.arg({ type: noticeFilterRef }),
			since: t.arg({ type: "DateTime", required: true }),
			until: t.arg({ type: "DateTime", required: true }),
			stretches: t.arg.int({ defaultValue: 60 }),
		},
		async resolve(_root, args, context) {
			const stretches = args.stretches ?? 60;
			const { since, until } = args;
			const counts = await context.deps.notices.count(
				callerOf(requireSignedIn(context)),
				{
					...readNoticeFilter(args.filter ?? {}),
					from: since,
					before: until,
				},
				stretches,
			);
			const lengthMs = (until.getTime() - since.getTime()) / stretches;
			return Array.from({ length: stretches }, (_, stretch) => ({
				from: new Date(since.getTime() + stretch * lengthMs),
				counts: counts.filter((one) => one.stretch === stretch),
			}));
		},
	}),
);
