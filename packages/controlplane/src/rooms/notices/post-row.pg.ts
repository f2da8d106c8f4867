import { sql } from "kysely";
import { type Nullable, undefinedFor } from "../../plumbing/postgres/index.ts";
import type { NoticePost } from "./notice-post.ts";

export type PostRow = Nullable<NoticePost>;

export const postColumns = sql`
	notice_posts.id, notice_posts.door, notice_posts.address, notice_posts.form, notice_posts.key, notice_posts.family,
	notice_posts.cluster_id as "clusterId", notice_posts.cluster_name as "clusterName", notice_posts.first_notice as "firstNotice",
	notice_posts.last_notice as "lastNotice", notice_posts.title, notice_posts.level, notice_posts.count,
	notice_posts.first_at as "firstAt", notice_posts.last_at as "lastAt", notice_posts.resolved_at as "resolvedAt",
	notice_posts.is_open as "isOpen", notice_posts.created_at as "createdAt", notice_posts.touched_at as "touchedAt",
	notice_posts.state, notice_posts.revision, notice_posts.sent_revision as "sentRevision", notice_posts.edits,
	notice_posts.sent_at as "sentAt", notice_posts.due_at as "dueAt", notice_posts.handle, notice_posts.error
`;

export function postOf(row: PostRow): NoticePost {
	return undefinedFor(
		row,
		"family",
		"clusterId",
		"clusterName",
		"resolvedAt",
		"sentAt",
		"dueAt",
		"handle",
		"error",
	);
}
