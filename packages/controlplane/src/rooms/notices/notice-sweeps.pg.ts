import type { OrganisationId } from "@quarterdeck/contract";
import { sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";
import type { NoticeStore } from "./notice-store.ts";

/** What is removed after a while. */
export function pgNoticeSweeps(
	database: Pick<Database, "on">,
): Pick<
	NoticeStore,
	"sweepNotices" | "sweepBeyond" | "sweepPosts" | "organisations"
> {
	return {
		async sweepNotices(before, limit) {
			const { rows } = await sql`
				delete from notices where (organisation_id, id) in (
					select organisation_id, id from notices where received_at < ${before}
					order by received_at limit ${limit} for update skip locked
				)
				returning id
			`.execute(database.on());
			return rows.length;
		},
		async sweepBeyond(organisationId, kept, limit) {
			const { rows } = await sql`
				delete from notices where organisation_id = ${organisationId} and id in (
					select id from notices where organisation_id = ${organisationId}
					order by happened_at desc, id desc offset ${kept} limit ${limit}
				)
				returning id
			`.execute(database.on());
			return rows.length;
		},
		async sweepPosts(before, limit) {
			const { rows } = await sql<{ count: number }>`
				with deliveries as (
					delete from notice_deliveries where (organisation_id, cluster_id, notice_id, door, address) in (
						select organisation_id, cluster_id, notice_id, door, address from notice_deliveries
						where at < ${before} order by at limit ${limit} for update skip locked
					)
					returning at
				), posts as (
					delete from notice_posts where (organisation_id, id) in (
						select organisation_id, id from notice_posts
						where touched_at < ${before} order by touched_at limit ${limit} for update skip locked
					)
					returning id
				)
				select greatest((select count(*) from deliveries), (select count(*) from posts)) as count
			`.execute(database.on());
			return rows[0]?.count ?? 0;
		},
		async organisations() {
			const { rows } = await sql<{ id: OrganisationId }>`
				select id from organisations
				where exists (select from notices where notices.organisation_id = organisations.id)
			`.execute(database.on());
			return rows.map(({ id }) => id);
		},
	};
}
