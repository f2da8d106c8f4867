import {
	type NoticeLevel,
	type NoticeObject,
	noticeLevels,
} from "@quarterdeck/contract";
import {
	noticeCursor,
	placementKey,
	type WantedNotices,
} from "../../../flows/notices/index.ts";
import {
	deliveryOutcomes,
	type KeptNotice,
	type NoticePlacement,
	postStates,
} from "../../../rooms/notices/index.ts";
import { callerOf, requireSignedIn } from "../api-context.ts";
import { builder, pageRequest } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import { connectionOf } from "./page-info.ts";

/** A notice, and where those that were read with it went: asked once for all of them, and only when somebody wants to know. */
export interface NoticeView {
	readonly kept: KeptNotice;
	readonly placements: () => Promise<
		ReadonlyMap<string, readonly NoticePlacement[]>
	>;
}

export const noticeLevelRef = builder.enumType("NoticeLevel", {
	description: "How much it matters, least first.",
	values: Object.fromEntries(
		noticeLevels.map((level) => [level.toUpperCase(), { value: level }]),
	) as Record<Uppercase<NoticeLevel>, { value: NoticeLevel }>,
});

const outcomeRef = builder.enumType("NoticeOutcome", {
	description:
		"POSTED: the first of its post. GROUPED: one more of a post. DIGESTED: counted in a digest, because the channel had reached its limit. SILENCED: by a silence. NO_DOOR: nothing leads to addressees of this kind. DROPPED: the sink did not keep up.",
	values: Object.fromEntries(
		deliveryOutcomes.map((outcome) => [
			outcome.toUpperCase().replace("-", "_"),
			{ value: outcome },
		]),
	) as Record<string, { value: NoticePlacement["outcome"] }>,
});

export const postStateRef = builder.enumType("NoticePostState", {
	values: Object.fromEntries(
		postStates.map((state) => [state.toUpperCase(), { value: state }]),
	) as Record<string, { value: (typeof postStates)[number] }>,
});

const placementRef = builder
	.objectRef<NoticePlacement>("NoticePlacement")
	.implement({
		description: "What came of a notice for one channel or sink.",
		fields: (t) => ({
			door: t.exposeString("door", {
				description: "A platform, or a kind of sink.",
			}),
			address: t.exposeString("address", {
				description: "The name of a channel, or of a sink.",
			}),
			outcome: t.expose("outcome", { type: outcomeRef }),
			post: t.id({
				nullable: true,
				description: "The post it is in.",
				resolve: ({ postId }) => postId ?? null,
			}),
			postState: t.field({
				type: postStateRef,
				nullable: true,
				resolve: ({ postState }) => postState ?? null,
			}),
			error: t.string({
				nullable: true,
				description: "Why the post was refused, or did not succeed so far.",
				resolve: ({ postError }) => postError ?? null,
			}),
			silence: t.id({
				nullable: true,
				resolve: ({ silenceId }) => silenceId ?? null,
			}),
			at: t.expose("at", { type: "DateTime" }),
		}),
	});

const objectRef = builder.objectRef<NoticeObject>("NoticeObject").implement({
	fields: (t) => ({
		apiVersion: t.string({
			nullable: true,
			resolve: ({ apiVersion }) => apiVersion ?? null,
		}),
		kind: t.exposeString("kind"),
		namespace: t.string({
			nullable: true,
			resolve: ({ namespace }) => namespace ?? null,
		}),
		name: t.exposeString("name"),
	}),
});

export const noticeRef = builder.objectRef<NoticeView>("Notice").implement({
	description: "Something that a source reported of a cluster.",
	fields: (t) => ({
		id: t.id({ resolve: ({ kept }) => kept.id }),
		happening: t.string({
			description:
				"The agent's name for what happened: several source groups may tell of one happening.",
			resolve: ({ kept }) => kept.notice.id,
		}),
		cluster: t.string({ resolve: ({ kept }) => kept.clusterName }),
		group: t.string({
			description: "The source group that told of it.",
			resolve: ({ kept }) => kept.notice.group,
		}),
		plugin: t.string({ resolve: ({ kept }) => kept.notice.plugin }),
		title: t.string({ resolve: ({ kept }) => kept.notice.title }),
		level: t.field({
			type: noticeLevelRef,
			resolve: ({ kept }) => kept.notice.level,
		}),
		type: t.string({
			description: "As the source names it, such as create or error.",
			resolve: ({ kept }) => kept.notice.type,
		}),
		reason: t.string({
			nullable: true,
			resolve: ({ kept }) => kept.notice.reason ?? null,
		}),
		object: t.field({
			type: objectRef,
			nullable: true,
			resolve: ({ kept }) => kept.notice.object ?? null,
		}),
		topic: t.string({
			description: "What repeats are grouped under.",
			resolve: ({ kept }) => kept.notice.topic,
		}),
		resolved: t.boolean({
			description: "Whether it says that what the topic was about is over.",
			resolve: ({ kept }) => kept.notice.resolved ?? false,
		}),
		shortened: t.boolean({
			description: "Whether parts were left out because it was too large.",
			resolve: ({ kept }) => kept.notice.shortened ?? false,
		}),
		message: t.field({
			type: "JSON",
			description: "What people read, in the format of plugins' messages.",
			resolve: ({ kept }) => kept.notice.message,
		}),
		happenedAt: t.field({
			type: "DateTime",
			resolve: ({ kept }) => kept.happenedAt,
		}),
		receivedAt: t.field({
			type: "DateTime",
			description:
				"When the control plane got it: much later when the agent was cut off.",
			resolve: ({ kept }) => kept.receivedAt,
		}),
		unaddressed: t.boolean({
			description: "Whether the configuration did not have its group.",
			resolve: ({ kept }) => kept.isUnaddressed,
		}),
		placements: t.field({
			type: [placementRef],
			description:
				"Where it went. A channel that hears of a happening from another source group is told once.",
			resolve: async ({ kept, placements }) => [
				...((await placements()).get(
					placementKey(kept.clusterId, kept.notice.id),
				) ?? []),
			],
		}),
	}),
});

/** Notices that were read together. */
export function viewNotices(
	notices: readonly KeptNotice[],
	place: () => Promise<ReadonlyMap<string, readonly NoticePlacement[]>>,
): readonly NoticeView[] {
	let placed: ReturnType<typeof place> | undefined;
	const placements = () => {
		placed ??= place();
		return placed;
	};
	return notices.map((kept) => ({ kept, placements }));
}

const connectionRef = connectionType("Notice", noticeRef);

export const noticeFilterRef = builder.inputType("NoticeFilter", {
	description: "Of several values of a field, any will do.",
	fields: (t) => ({
		clusters: t.stringList(),
		namespaces: t.stringList(),
		kinds: t.stringList({ description: "Kinds of objects, such as Pod." }),
		objects: t.stringList({ description: "Names of objects." }),
		levels: t.field({ type: [noticeLevelRef] }),
		groups: t.stringList({ description: "Source groups." }),
		types: t.stringList(),
		text: t.string({
			description:
				"Words that must all appear. Letters a to z match in either case.",
		}),
		since: t.field({ type: "DateTime" }),
		until: t.field({ type: "DateTime" }),
	}),
});

/** As the flow wants it. */
export function readNoticeFilter(
	filter: typeof noticeFilterRef.$inferInput,
): WantedNotices {
	return {
		clusters: filter.clusters ?? undefined,
		namespaces: filter.namespaces ?? undefined,
		kinds: filter.kinds ?? undefined,
		objects: filter.objects ?? undefined,
		levels: filter.levels ?? undefined,
		groups: filter.groups ?? undefined,
		types: filter.types ?? undefined,
		text: filter.text ?? undefined,
		from: filter.since ?? undefined,
		before: filter.until ?? undefined,
	};
}

builder.queryField("notices", (t) =>
	t.field({
		type: connectionRef,
		description:
			"What sources reported of all clusters, latest first. Notices of groups that are told only to channels you may not read are left out. A page looks through a bounded number of notices: where few match it may hold few or none and yet have a next one.",
		args: {
			filter: t.arg({ type: noticeFilterRef }),
			first: t.arg.int({ defaultValue: 50 }),
			after: t.arg.string(),
		},
		async resolve(_root, args, context) {
			const caller = callerOf(requireSignedIn(context));
			const { notices } = context.deps;
			const { items, nextCursor } = await notices.list(
				caller,
				readNoticeFilter(args.filter ?? {}),
				pageRequest(args),
			);
			const views = viewNotices(items, () => notices.place(caller, items));
			return connectionOf({ items: views, nextCursor }, ({ kept }) =>
				noticeCursor(kept),
			);
		},
	}),
);
