import type {
	Message,
	Notice,
	NoticePostId,
	OrganisationId,
} from "@quarterdeck/contract";
import type {
	Addressee,
	DigestSummary,
	NoticePost,
	PostedNotice,
} from "../../rooms/notices/index.ts";

/** What is to be said at an addressee. */
export interface Posting {
	readonly organisationId: OrganisationId;
	readonly to: Addressee;
	/** Asked for again, also after a crash, it is sent once: what a door can make its platform's idempotency key. */
	readonly id: NoticePostId;
	readonly post: NoticePost;
	/** What a digest counts; undefined for others. */
	readonly digest: DigestSummary | undefined;
	/** What people read: neutral, with how often and since when. */
	readonly message: Message;
	/** The latest notice, for programs; undefined when it was removed meanwhile. */
	readonly notice: PostedNotice | undefined;
	/** What the notice was made from, for sinks. */
	readonly raw: Notice["raw"];
}

/** What came of it. */
export type PostingOutcome =
	| {
			readonly kind: "delivered";
			/** What the platform calls the message; needed to edit it. */
			readonly handle?: string | undefined;
	  }
	/** The platform asked to wait, or could not be reached; all of this addressee waits. */
	| {
			readonly kind: "retry";
			readonly afterMs: number;
			readonly reason: string;
	  }
	/** It will never succeed: the channel is gone, the message too old to be edited. */
	| { readonly kind: "refused"; readonly reason: string };

/** The way to addressees of one kind. What it throws counts as a failure that is tried again later. */
export interface NoticeDoor {
	/** Sends a post, or finds that it was sent under this id before. */
	post(posting: Posting, signal: AbortSignal): Promise<PostingOutcome>;
	/** Replaces what was sent; a door that cannot edit answers delivered and does nothing. */
	edit(
		posting: Posting,
		handle: string | undefined,
		signal: AbortSignal,
	): Promise<PostingOutcome>;
}

/**
 * The ways there are, by platform or kind of sink. `stored`: what is stored is read where it is, so nothing is sent. Addressees of
 * other kinds are not told, and it is recorded that no door leads to them.
 */
export type NoticeDoors = Readonly<
	Partial<Record<Addressee["door"], NoticeDoor | "stored">>
>;

/** How posts come to addressees of a kind. none: not at all; stored: the row is the post; sent: they are sent. */
export type DoorKind = "none" | "stored" | "sent";
