import type {
	ClusterId,
	NoticeId,
	NoticeLevel,
	NoticePostId,
} from "@quarterdeck/contract";
import type { Addressee } from "./addressee.ts";

/**
 * What a post is about. topic: one topic of one cluster. family: objects that come and go under names of one pattern. digest: what
 * exceeded a channel's limit. single: one notice, for a sink.
 */
export const postForms = ["topic", "family", "digest", "single"] as const;
export type PostForm = (typeof postForms)[number];

/*
 * What became of a post outside:
 *
 *   waiting ──sent──► sent ──more of the same──► waiting (an edit) ──► …
 *   waiting ──refused for good──► refused
 */
export const postStates = ["waiting", "sent", "refused"] as const;
export type PostState = (typeof postStates)[number];

/** One message of an addressee, edited as long as more of the same comes. */
export interface NoticePost extends Addressee {
	/** Under which its door sends it once, however often it is asked to. */
	readonly id: NoticePostId;
	readonly form: PostForm;
	/** What is grouped into it while it is open. */
	readonly key: string;
	/** What the object belongs to, for a post of form topic. */
	readonly family: string | undefined;
	/** Undefined for a digest. */
	readonly clusterId: ClusterId | undefined;
	readonly clusterName: string | undefined;
	readonly firstNotice: NoticeId;
	readonly lastNotice: NoticeId;
	readonly title: string;
	readonly level: NoticeLevel;
	/** Notices in it. */
	readonly count: number;
	/** When the earliest and the latest of them happened. */
	readonly firstAt: Date;
	readonly lastAt: Date;
	/** When what it is about was over; undefined while it is not. */
	readonly resolvedAt: Date | undefined;
	/** Whether more of the same is grouped into it. */
	readonly isOpen: boolean;
	readonly createdAt: Date;
	/** When the last notice was put into it. */
	readonly touchedAt: Date;
	readonly state: PostState;
	/** Grows with each change. */
	readonly revision: number;
	/** The one that its addressee has; 0 for none. */
	readonly sentRevision: number;
	readonly edits: number;
	readonly sentAt: Date | undefined;
	/** When it is to be sent, or edited; undefined when nothing is to be done. */
	readonly dueAt: Date | undefined;
	/** What its door calls it. */
	readonly handle: string | undefined;
	/** Why it was refused, or did not succeed so far. */
	readonly error: string | undefined;
}
