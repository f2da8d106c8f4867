import type { ClusterId, NoticePostId, SilenceId } from "@quarterdeck/contract";
import type { Addressee } from "./addressee.ts";

/** What came of a happening for an addressee. */
export const deliveryOutcomes = [
	/** The first of its post. */
	"posted",
	/** One more of a post. */
	"grouped",
	/** Counted in a digest. */
	"digested",
	"silenced",
	/** Nothing leads to addressees of this kind. */
	"no-door",
	/** A sink did not keep up. */
	"dropped",
] as const;
export type DeliveryOutcome = (typeof deliveryOutcomes)[number];

/** An addressee hears of a happening once, whichever source groups tell of it and however often. */
export interface NoticeDelivery extends Addressee {
	readonly clusterId: ClusterId;
	/** The agent's name for the happening. */
	readonly noticeId: string;
	readonly outcome: DeliveryOutcome;
	readonly postId: NoticePostId | undefined;
	readonly silenceId: SilenceId | undefined;
	readonly happenedAt: Date;
	readonly at: Date;
}
