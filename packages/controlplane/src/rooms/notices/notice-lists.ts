import type {
	NoticeId,
	NoticeLevel,
	NoticePostId,
	OrganisationId,
} from "@quarterdeck/contract";
import type { Addressee } from "./addressee.ts";
import type { KeptNotice, NoticeBatch, NoticeFilter } from "./kept-notice.ts";
import type { NoticeDelivery } from "./notice-delivery.ts";
import type { NoticePost, PostState } from "./notice-post.ts";

/** Where a list is: behind this row. */
export interface ListPlace<Id> {
	readonly at: Date;
	readonly id: Id;
}

/** Notices of one stretch of time and one level. */
export interface NoticeCount {
	/** Counted from 0. */
	readonly stretch: number;
	readonly level: NoticeLevel;
	readonly count: number;
}

/** What came of a happening for an addressee, and of its post. */
export interface NoticePlacement extends NoticeDelivery {
	readonly postState: PostState | undefined;
	/** Why the post was refused, or did not succeed so far. */
	readonly postError: string | undefined;
}

/** What a digest counts. */
export interface DigestSummary {
	readonly groups: readonly { readonly name: string; readonly count: number }[];
	readonly levels: readonly {
		readonly level: NoticeLevel;
		readonly count: number;
	}[];
	/** The most frequent ones, by the title of their latest notice. */
	readonly topics: readonly {
		readonly clusterName: string;
		readonly title: string;
		readonly count: number;
	}[];
}

/** How notices are read. Raw objects are not read along. */
export interface NoticeLists {
	/** Latest first. A list that looked at as many rows as it may says how far it came. @throws AppError INPUT_INVALID for the text. */
	list(
		organisationId: OrganisationId,
		filter: NoticeFilter,
		page: {
			readonly limit: number;
			readonly behind: ListPlace<NoticeId> | undefined;
		},
	): Promise<{
		readonly notices: readonly KeptNotice[];
		readonly lookedBackTo: ListPlace<NoticeId> | undefined;
	}>;
	/** Those of a batch that match, in the agent's order. */
	listBatch(
		organisationId: OrganisationId,
		batch: NoticeBatch,
		filter: NoticeFilter,
	): Promise<readonly KeptNotice[]>;
	/** By their ids, in any order. */
	find(
		organisationId: OrganisationId,
		ids: readonly NoticeId[],
	): Promise<readonly KeptNotice[]>;
	/** How many of each level happened in each of so many stretches of equal length, in one look. */
	count(
		organisationId: OrganisationId,
		filter: NoticeFilter & { readonly from: Date; readonly before: Date },
		stretches: number,
	): Promise<readonly NoticeCount[]>;
	/** What came of these happenings, for all addressees. */
	listPlacements(
		organisationId: OrganisationId,
		notices: readonly KeptNotice[],
	): Promise<readonly NoticePlacement[]>;
	/** What an addressee was told, newest first. */
	listPosts(
		organisationId: OrganisationId,
		to: Addressee,
		page: {
			readonly limit: number;
			readonly behind: ListPlace<NoticePostId> | undefined;
		},
	): Promise<readonly NoticePost[]>;
	/** The posts of an addressee that a batch made or changed, in the order they are told. */
	listBatchPosts(
		organisationId: OrganisationId,
		to: Addressee,
		batch: NoticeBatch,
	): Promise<readonly NoticePost[]>;
	/** What each of these digests counts; one without notices is left out. */
	summarise(
		organisationId: OrganisationId,
		posts: readonly NoticePostId[],
	): Promise<ReadonlyMap<NoticePostId, DigestSummary>>;
}
