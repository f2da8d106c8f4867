import type {
	ClusterId,
	Notice,
	NoticeId,
	NoticePostId,
	OrganisationId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Addressee, AddresseeState } from "./addressee.ts";
import type { ArrivedNotice } from "./kept-notice.ts";
import type { NoticeDelivery } from "./notice-delivery.ts";
import type { NoticePost } from "./notice-post.ts";

/** A post that is to be sent now, with the notice it shows. */
export interface DuePost {
	readonly post: NoticePost;
	/** The latest one's message as JSON. */
	readonly message: string;
	readonly raw: string | undefined;
	/** Undefined when it was removed meanwhile. */
	readonly notice: PostedNotice | undefined;
}

/** What of a post's latest notice programs are told, beside its raw object. */
export interface PostedNotice
	extends Pick<Notice, "group" | "plugin" | "type" | "reason" | "topic"> {
	readonly resolved: boolean;
	/** `Pod shop/web`, or undefined. */
	readonly object: string | undefined;
}

/** What came of sending one. */
export interface SentPost {
	readonly id: NoticePostId;
	/** The one that was sent. */
	readonly revision: number;
	readonly handle: string | undefined;
	/** Why it was refused for good; undefined when it was sent. */
	readonly refusal: string | undefined;
}

/** What is known of addressees before they are told something. */
export interface AddresseeQuestion {
	readonly addressees: readonly Addressee[];
	/** Of posts that could be open. */
	readonly keys: readonly string[];
	readonly families: readonly string[];
	/** Posts of a family that are as new count. */
	readonly familySince: Date;
	/** Happenings they may have heard of. */
	readonly noticeIds: readonly string[];
	readonly clusterId: ClusterId;
}

export interface AddresseeKnowledge {
	readonly states: readonly AddresseeState[];
	readonly posts: readonly NoticePost[];
	readonly families: readonly (Addressee & {
		readonly family: string;
		readonly count: number;
	})[];
	readonly heard: readonly (Addressee & { readonly noticeId: string })[];
}

/** Notices, who is told, and what they were told. Each method is a bounded number of statements, whatever the number of rows. */
export interface NoticeStore {
	/** Keeps what was not kept before. @returns the ids of what is new, in any order. */
	add(
		tx: Transaction,
		organisationId: OrganisationId,
		notices: readonly ArrivedNotice[],
	): Promise<readonly NoticeId[]>;
	/** Locks the addressees, which are made if they are new with these tokens, until the transaction ends, and reads what is known. */
	lockAddressees(
		tx: Transaction,
		organisationId: OrganisationId,
		question: AddresseeQuestion,
		fresh: { readonly tokens: number; readonly at: Date },
	): Promise<AddresseeKnowledge>;
	/** Writes what was decided for addressees that are locked: deliveries, new posts in this order, changed posts, and limits. */
	saveDecisions(
		tx: Transaction,
		organisationId: OrganisationId,
		decided: {
			readonly deliveries: readonly NoticeDelivery[];
			readonly newPosts: readonly NoticePost[];
			readonly changedPosts: readonly NoticePost[];
			readonly states: readonly AddresseeState[];
		},
	): void;
	/** Claims addressees for whom something is due at these doors; others do not get them until the claim ends. */
	claimDue(
		wanted: {
			readonly doors: readonly string[];
			readonly at: Date;
			readonly until: Date;
			readonly limit: number;
		},
		/** Whose addressees are left alone. */
		without: readonly OrganisationId[],
	): Promise<
		readonly (Addressee & {
			readonly organisationId: OrganisationId;
			readonly attempts: number;
		})[]
	>;
	/** What is due for an addressee, in the order they are told. */
	listDue(
		organisationId: OrganisationId,
		to: Addressee,
		at: Date,
		limit: number,
	): Promise<readonly DuePost[]>;
	/** Records what came of sending a post: what changed meanwhile stays due. */
	recordSent(
		organisationId: OrganisationId,
		sent: SentPost,
		at: Date,
		nextEditAt: Date,
	): Promise<void>;
	/** Gives a claim back: what waits is due as its posts are, or, after a failure, not before `retryAt`. */
	releaseAddressee(
		organisationId: OrganisationId,
		to: Addressee,
		failure?: { readonly retryAt: Date; readonly error: string },
	): Promise<void>;
	/** How many posts wait to be sent for the first time, by door. */
	countBacklog(): Promise<
		readonly { readonly door: string; readonly count: number }[]
	>;
	/** Removes notices that came before, or beyond the newest so many of an organisation, a bounded number. @returns how many. */
	sweepNotices(before: Date, limit: number): Promise<number>;
	sweepBeyond(
		organisationId: OrganisationId,
		kept: number,
		limit: number,
	): Promise<number>;
	/** Removes deliveries and closed posts from before. @returns how many. */
	sweepPosts(before: Date, limit: number): Promise<number>;
	/** Organisations that have notices. */
	organisations(): Promise<readonly OrganisationId[]>;
}
