import type { NoticeLevel, NoticePostId } from "@quarterdeck/contract";
import { sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";
import type { DigestSummary, NoticeLists } from "./notice-lists.ts";
import { type PostRow, postColumns, postOf } from "./post-row.pg.ts";

/** Topics that a digest names. */
const topTopics = 10;

interface CountRow {
	readonly postId: NoticePostId;
	readonly what: "group" | "level" | "topic";
	readonly name: string;
	readonly clusterName: string;
	readonly title: string;
	readonly count: number;
}

/** What addressees were told. */
export function pgPostLists(
	database: Pick<Database, "on">,
): Pick<NoticeLists, "listPosts" | "listBatchPosts" | "summarise"> {
	return {
		async listPosts(organisationId, { door, address }, { limit, behind }) {
			const isBehind = behind
				? sql`(created_at, id) < (${behind.at}::timestamptz, ${behind.id}::text)`
				: sql`true`;
			const { rows } = await sql<PostRow>`
				select ${postColumns} from notice_posts
				where organisation_id = ${organisationId} and door = ${door} and address = ${address} and ${isBehind}
				order by created_at desc, id desc limit ${limit}
			`.execute(database.on());
			return rows.map(postOf);
		},
		async listBatchPosts(organisationId, { door, address }, batch) {
			const { rows } = await sql<PostRow>`
				select ${postColumns} from notice_posts
				where organisation_id = ${organisationId} and door = ${door} and address = ${address} and id in (
					select told.post_id from notices
					join notice_deliveries told on told.organisation_id = notices.organisation_id
						and told.cluster_id = notices.cluster_id and told.notice_id = notices.notice_id
					where notices.organisation_id = ${organisationId} and agent_id = ${batch.agentId} and epoch = ${batch.epoch}
						and notices.number between ${batch.first} and ${batch.last}
						and told.door = ${door} and told.address = ${address} and told.post_id is not null
				)
				order by notice_posts.number
			`.execute(database.on());
			return rows.map(postOf);
		},
		async summarise(organisationId, posts) {
			const { rows } = await sql<CountRow>`
				with told as (
					select told.post_id, notices.source_group, notices.level, notices.topic, notices.cluster_name, notices.title,
						notices.happened_at
					from notice_deliveries told
					cross join lateral (
						select * from notices
						where notices.organisation_id = told.organisation_id and notices.cluster_id = told.cluster_id
							and notices.notice_id = told.notice_id
						order by id limit 1
					) as notices
					where told.organisation_id = ${organisationId} and told.post_id = any(${posts}::text[])
				), topics as (
					select post_id, topic as name, cluster_name, (array_agg(title order by happened_at desc))[1] as title, count(*) as count,
						row_number() over (partition by post_id order by count(*) desc, topic) as place
					from told group by post_id, topic, cluster_name
				)
				select post_id as "postId", 'group' as what, source_group as name, '' as "clusterName", '' as title, count(*) as count
					from told group by post_id, source_group
				union all
				select post_id, 'level', level, '', '', count(*) from told group by post_id, level
				union all
				select post_id, 'topic', name, cluster_name, title, count from topics where place <= ${topTopics}
				order by count desc, name
			`.execute(database.on());
			return summariesOf(rows);
		},
	};
}

function summariesOf(
	rows: readonly CountRow[],
): ReadonlyMap<NoticePostId, DigestSummary> {
	const of = (postId: NoticePostId, wanted: CountRow["what"]) =>
		rows.filter((row) => row.postId === postId && row.what === wanted);
	return new Map(
		[...new Set(rows.map(({ postId }) => postId))].map((postId) => [
			postId,
			{
				groups: of(postId, "group").map(({ name, count }) => ({ name, count })),
				levels: of(postId, "level").map(({ name, count }) => ({
					level: name as NoticeLevel,
					count,
				})),
				topics: of(postId, "topic").map(({ clusterName, title, count }) => ({
					clusterName,
					title,
					count,
				})),
			},
		]),
	);
}
