export type {
	ActionRun,
	ActionRunState,
	ClaimedActionRun,
} from "./action-run.ts";
export {
	type Addressee,
	type AddresseeState,
	addresseeKey,
} from "./addressee.ts";
export type {
	ArrivedNotice,
	KeptNotice,
	NoticeFilter,
	ReadableGroups,
} from "./kept-notice.ts";
export { placeCursor, readPlace } from "./list-place.ts";
export {
	type DeliveryOutcome,
	deliveryOutcomes,
	type NoticeDelivery,
} from "./notice-delivery.ts";
export type {
	DigestSummary,
	NoticeCount,
	NoticePlacement,
} from "./notice-lists.ts";
export {
	type NoticePost,
	type PostForm,
	postForms,
	postStates,
} from "./notice-post.ts";
export type { KeptBatch } from "./notice-signals.ts";
export type {
	AddresseeKnowledge,
	DuePost,
	PostedNotice,
} from "./notice-store.ts";
export type { Notices } from "./notices.ts";
export {
	matchesSilence,
	type Silence,
	type SilenceMatcher,
} from "./silence.ts";
export { silenceCursor } from "./silences.ts";
