export type { NoticeActions } from "./notice-actions.ts";
export type {
	NoticeDoor,
	NoticeDoors,
	Posting,
	PostingOutcome,
} from "./notice-door.ts";
export type { NoticesFlow } from "./notices-flow.ts";
export {
	noticeCursor,
	placementKey,
	postCursor,
	type ShownPost,
	type WantedNotices,
} from "./read-notices.ts";
