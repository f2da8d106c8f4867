import type { NoticePostId, OrganisationId } from "@quarterdeck/contract";
import { sql } from "kysely";
import { type Database, send } from "../../plumbing/postgres/index.ts";
import type { Addressee } from "./addressee.ts";
import type { NoticeStore, PostedNotice } from "./notice-store.ts";
import { type PostRow, postColumns, postOf } from "./post-row.pg.ts";

type DueRow = PostRow & {
	readonly message: string | null;
	readonly raw: string | null;
	readonly notice: PostedNotice | null;
};

/** What is to be sent, and what came of it. */
export function pgNoticeSending(
	database: Pick<Database, "on" | "transact">,
): Pick<
	NoticeStore,
	"claimDue" | "listDue" | "recordSent" | "releaseAddressee" | "countBacklog"
> {
	return {
		async claimDue({ doors, at, until, limit }, without) {
			const { rows } = await sql<
				Addressee & {
					readonly organisationId: OrganisationId;
					readonly attempts: number;
				}
			>`
				update notice_addressees set claimed_until = ${until}
				where (organisation_id, door, address) in (
					select organisation_id, door, address from notice_addressees
					where due_at <= ${at} and door = any(${doors}::text[]) and organisation_id <> all(${without}::text[])
						and (claimed_until is null or claimed_until <= ${at})
					order by due_at limit ${limit} for update skip locked
				)
				returning organisation_id as "organisationId", door, address, attempts
			`.execute(database.on());
			return rows;
		},
		async listDue(organisationId, { door, address }, at, limit) {
			const { rows } = await sql<DueRow>`
				select ${postColumns}, notices.message, notices.raw, case when notices.id is not null then jsonb_strip_nulls(jsonb_build_object(
					'group', source_group, 'plugin', plugin, 'type', type, 'reason', reason, 'topic', topic, 'resolved', is_resolved,
					'object', concat_ws(' ', object_kind, concat_ws('/', object_namespace, object_name))
				)) end as notice
				from notice_posts
				left join notices on notices.organisation_id = notice_posts.organisation_id and notices.id = notice_posts.last_notice
				where notice_posts.organisation_id = ${organisationId} and door = ${door} and address = ${address} and due_at <= ${at}
				order by notice_posts.number limit ${limit}
			`.execute(database.on());
			return rows.map(({ message, raw, notice, ...row }) => ({
				post: postOf(row),
				message: message ?? "{}",
				raw: raw ?? undefined,
				notice: notice ?? undefined,
			}));
		},
		async recordSent(organisationId, sent, at, nextEditAt) {
			await recordSent(organisationId, sent, at, nextEditAt).execute(
				database.on(),
			);
		},
		async releaseAddressee(organisationId, { door, address }, failure) {
			const one = sql`organisation_id = ${organisationId} and door = ${door} and address = ${address}`;
			await database.transact(async (tx) => {
				// What is read below must see every post of whoever held the lock before.
				await send(
					tx,
					sql`select door from notice_addressees where ${one} for update`,
				);
				await send(
					tx,
					sql`
						update notice_addressees set claimed_until = null,
							attempts = ${failure ? sql`attempts + 1` : 0}, error = ${failure?.error ?? null},
							due_at = (
								select greatest(min(due_at), ${failure?.retryAt ?? null}::timestamptz) from notice_posts
								where ${one} and due_at is not null
							)
						where ${one}
					`,
				);
			});
		},
		async countBacklog() {
			const { rows } = await sql<{ door: string; count: number }>`
				select door, count(*) as count from notice_posts where due_at is not null and sent_revision = 0 group by door
			`.execute(database.on());
			return rows;
		},
	};
}

/** A change that came meanwhile made a newer revision: it stays due, but no sooner than edits may follow each other. */
function recordSent(
	organisationId: OrganisationId,
	sent: {
		readonly id: NoticePostId;
		readonly revision: number;
		readonly handle: string | undefined;
		readonly refusal: string | undefined;
	},
	at: Date,
	nextEditAt: Date,
) {
	const { id, revision, handle, refusal } = sent;
	if (refusal !== undefined)
		return sql`
			update notice_posts set state = 'refused', error = ${refusal}, due_at = null, is_open = false, sent_revision = ${revision}
			where organisation_id = ${organisationId} and id = ${id}
		`;
	return sql`
		update notice_posts set handle = coalesce(${handle ?? null}, handle), error = null, sent_at = ${at},
			edits = edits + case when sent_revision = 0 then 0 else 1 end,
			sent_revision = ${revision},
			state = case when revision > ${revision} then 'waiting' else 'sent' end,
			due_at = case when revision > ${revision} then greatest(due_at, ${nextEditAt}::timestamptz) end
		where organisation_id = ${organisationId} and id = ${id}
	`;
}
