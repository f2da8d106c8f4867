import {
	AppError,
	type NoticeId,
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import type { Configuration } from "@quarterdeck/contract/configuration";
import {
	type Catalog,
	type NamedChannel,
	readableChannels,
	requireReadableChannel,
} from "../../rooms/catalog/index.ts";
import {
	type DigestSummary,
	type KeptNotice,
	type NoticeCount,
	type NoticeFilter,
	type NoticePlacement,
	type NoticePost,
	type Notices,
	placeCursor,
	type ReadableGroups,
	readPlace,
} from "../../rooms/notices/index.ts";
import {
	type Caller,
	checkMay,
	type Permissions,
} from "../../rooms/permissions/index.ts";

export interface ReadNoticesDeps {
	readonly notices: Pick<Notices, "lists">;
	readonly catalog: Pick<Catalog, "currentConfiguration">;
	readonly permissions: Permissions;
}

export type WantedNotices = Omit<NoticeFilter, "readable">;

/** A post with what is shown of it. */
export interface ShownPost {
	readonly post: NoticePost;
	/** Its latest notice; undefined when that was swept. */
	readonly latest: KeptNotice | undefined;
	readonly digest: DigestSummary | undefined;
}

const maxStretches = 300;

/**
 * Notices that a person may read, latest first: those of the organisation, but for groups that are told to channels with members only,
 * none of which they are among.
 * @throws AppError NOT_ALLOWED, INPUT_INVALID for the cursor or the text.
 */
export async function listReadableNotices(
	deps: ReadNoticesDeps,
	caller: Caller,
	wanted: WantedNotices,
	page: PageRequest,
): Promise<Page<KeptNotice>> {
	const filter = await filterFor(deps, caller, wanted);
	const { notices, lookedBackTo } = await deps.notices.lists.list(
		caller.organisationId,
		filter,
		{
			limit: rowsToRead(page),
			behind:
				page.after === undefined ? undefined : readPlace("notice", page.after),
		},
	);
	const listed = pageOf(notices, page, noticeCursor);
	return lookedBackTo === undefined || listed.nextCursor !== undefined
		? listed
		: { ...listed, nextCursor: placeCursor(lookedBackTo) };
}

/** The cursor that stands for a notice's place. */
export function noticeCursor({ happenedAt, id }: KeptNotice): string {
	return placeCursor<NoticeId>({ at: happenedAt, id });
}

/** How many of each level happened in each stretch. @throws AppError NOT_ALLOWED, INPUT_INVALID for the range or the number. */
export async function countReadableNotices(
	deps: ReadNoticesDeps,
	caller: Caller,
	wanted: WantedNotices & { readonly from: Date; readonly before: Date },
	stretches: number,
): Promise<readonly NoticeCount[]> {
	if (stretches < 1 || stretches > maxStretches)
		throw new AppError("INPUT_INVALID", {
			field: "stretches",
			reason: `expected 1 to ${maxStretches}`,
		});
	if (wanted.from >= wanted.before)
		throw new AppError("INPUT_INVALID", {
			field: "until",
			reason: "it is not after since",
		});
	return deps.notices.lists.count(
		caller.organisationId,
		{ ...(await filterFor(deps, caller, wanted)), ...wanted },
		stretches,
	);
}

/** Where notices went that they were shown, by `placementKey`. */
export async function placeNotices(
	deps: ReadNoticesDeps,
	caller: Caller,
	notices: readonly KeptNotice[],
): Promise<ReadonlyMap<string, readonly NoticePlacement[]>> {
	if (notices.length === 0) return new Map();
	const placements = await deps.notices.lists.listPlacements(
		caller.organisationId,
		notices,
	);
	return Map.groupBy(placements, ({ clusterId, noticeId }) =>
		placementKey(clusterId, noticeId),
	);
}

/** Names a happening of the organisation. */
export function placementKey(clusterId: string, noticeId: string): string {
	return `${clusterId} ${noticeId}`;
}

/** What a channel was told, newest first. @throws AppError NOT_ALLOWED, CHANNEL_UNKNOWN, CHANNEL_CLOSED, INPUT_INVALID for the cursor. */
export async function listChannelPosts(
	deps: ReadNoticesDeps,
	caller: Caller,
	named: NamedChannel,
	page: PageRequest,
): Promise<Page<ShownPost>> {
	await checkMay(deps, caller, "notice.read");
	const { organisationId } = caller;
	const configuration = await configurationOf(deps, caller);
	const channel = await requireReadableChannel(
		deps,
		caller,
		configuration,
		named,
	);
	const rows = await deps.notices.lists.listPosts(
		organisationId,
		{ door: channel.platform, address: channel.name },
		{
			limit: rowsToRead(page),
			behind:
				page.after === undefined
					? undefined
					: readPlace("noticePost", page.after),
		},
	);
	const { items, nextCursor } = pageOf(rows, page, postCursor);
	return { items: await showPosts(deps, caller, items), nextCursor };
}

/** The cursor that stands for a post's place. */
export function postCursor({
	createdAt,
	id,
}: Pick<NoticePost, "createdAt" | "id">): string {
	return placeCursor({ at: createdAt, id });
}

/** Posts with what is shown of them, in their order. The caller may read their channel. */
export async function showPosts(
	{ notices }: Pick<ReadNoticesDeps, "notices">,
	{ organisationId }: Pick<Caller, "organisationId">,
	posts: readonly NoticePost[],
): Promise<readonly ShownPost[]> {
	if (posts.length === 0) return [];
	const digests = posts
		.filter(({ form }) => form === "digest")
		.map(({ id }) => id);
	const [latest, summaries] = await Promise.all([
		notices.lists.find(
			organisationId,
			posts.map(({ lastNotice }) => lastNotice),
		),
		digests.length === 0
			? new Map<string, DigestSummary>()
			: notices.lists.summarise(organisationId, digests),
	]);
	const byId = new Map(latest.map((one) => [one.id, one]));
	return posts.map((post) => ({
		post,
		latest: byId.get(post.lastNotice),
		digest: summaries.get(post.id),
	}));
}

/** The filter with what the person may read. @throws AppError NOT_ALLOWED. */
export async function filterFor(
	deps: ReadNoticesDeps,
	caller: Caller,
	wanted: WantedNotices,
): Promise<NoticeFilter> {
	await checkMay(deps, caller, "notice.read");
	const configuration = await configurationOf(deps, caller);
	return {
		...wanted,
		readable: await readableGroups(deps, caller, configuration),
	};
}

/** A group is open to whoever may read a channel that it is told to, and to everybody when it is told to none. */
async function readableGroups(
	deps: ReadNoticesDeps,
	caller: Caller,
	configuration: Configuration,
): Promise<ReadableGroups> {
	const channels = await readableChannels(deps, caller, configuration);
	const readable = new Set(
		channels.map(({ platform, channel }) => `${platform} ${channel}`),
	);
	const known = Object.keys(configuration.sources);
	const open = known.filter((group) => {
		const bound = configuration.channels.filter(({ bindings }) =>
			bindings.sources.includes(group),
		);
		return (
			bound.length === 0 ||
			bound.some(({ platform, name }) => readable.has(`${platform} ${name}`))
		);
	});
	return { open, known };
}

async function configurationOf(
	{ catalog }: Pick<ReadNoticesDeps, "catalog">,
	{ organisationId }: Caller,
): Promise<Configuration> {
	return (await catalog.currentConfiguration(organisationId)).configuration;
}
