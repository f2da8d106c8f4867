import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { type RawBuilder, sql } from "kysely";
import { sendBehind } from "../../plumbing/postgres/index.ts";
import type { NoticeDelivery } from "./notice-delivery.ts";
import type { NoticePost } from "./notice-post.ts";
import type { NoticeStore } from "./notice-store.ts";

/** One statement for each kind of row, none for those there is nothing of. */
export function savePosts(
	tx: Transaction,
	organisationId: OrganisationId,
	{
		deliveries,
		newPosts,
		changedPosts,
		states,
	}: Parameters<NoticeStore["saveDecisions"]>[2],
): void {
	// Before the new ones: of a key there is one that is open.
	if (changedPosts.length > 0)
		sendBehind(tx, updatePosts(organisationId, changedPosts));
	if (newPosts.length > 0)
		sendBehind(tx, insertPosts(organisationId, newPosts));
	if (deliveries.length > 0)
		sendBehind(tx, insertDeliveries(organisationId, deliveries));
	const posts = [...newPosts, ...changedPosts];
	const due = states.map(({ door, address }) =>
		posts
			.filter((post) => post.door === door && post.address === address)
			.reduce<Date | null>(
				(first, { dueAt }) =>
					dueAt && (!first || dueAt < first) ? dueAt : first,
				null,
			),
	);
	sendBehind(
		tx,
		sql`
			update notice_addressees set tokens = saved.tokens, tokens_at = saved.tokens_at, hour_count = saved.hour_count,
				hour_began_at = saved.hour_began_at,
				-- One that waits after a failure waits on.
				due_at = case
					when attempts > 0 and notice_addressees.due_at is not null then notice_addressees.due_at
					else least(notice_addressees.due_at, saved.due_at)
				end
			from unnest(${states.map(({ door }) => door)}::text[], ${states.map(({ address }) => address)}::text[],
				${states.map(({ tokens }) => tokens)}::float8[], ${states.map(({ tokensAt }) => tokensAt)}::timestamptz[],
				${states.map(({ hourCount }) => hourCount)}::integer[], ${states.map(({ hourBeganAt }) => hourBeganAt)}::timestamptz[],
				${due}::timestamptz[]) as saved (door, address, tokens, tokens_at, hour_count, hour_began_at, due_at)
			where organisation_id = ${organisationId} and notice_addressees.door = saved.door
				and notice_addressees.address = saved.address
		`,
	);
}

function insertPosts(
	organisationId: OrganisationId,
	posts: readonly NoticePost[],
): RawBuilder<unknown> {
	const text = (of: (one: NoticePost) => string | undefined) =>
		sql`${posts.map((one) => of(one) ?? null)}::text[]`;
	const instant = (of: (one: NoticePost) => Date | undefined) =>
		sql`${posts.map((one) => of(one) ?? null)}::timestamptz[]`;
	const whole = (of: (one: NoticePost) => number) =>
		sql`${posts.map(of)}::integer[]`;
	return sql`
		insert into notice_posts (organisation_id, id, door, address, form, key, family, cluster_id, cluster_name, first_notice,
			last_notice, title, level, state, count, revision, sent_revision, is_open, first_at, last_at, resolved_at, created_at,
			touched_at, sent_at, due_at)
		select ${organisationId}, id, door, address, form, key, family, cluster_id, cluster_name, first_notice, last_notice, title, level,
			state, count, revision, sent_revision, is_open, first_at, last_at, resolved_at, created_at, touched_at, sent_at, due_at
		from unnest(
			${text(({ id }) => id)}, ${text(({ door }) => door)}, ${text(({ address }) => address)}, ${text(({ form }) => form)},
			${text(({ key }) => key)}, ${text(({ family }) => family)}, ${text(({ clusterId }) => clusterId)},
			${text(({ clusterName }) => clusterName)}, ${text(({ firstNotice }) => firstNotice)},
			${text(({ lastNotice }) => lastNotice)}, ${text(({ title }) => title)}, ${text(({ level }) => level)},
			${text(({ state }) => state)}, ${whole(({ count }) => count)}, ${whole(({ revision }) => revision)},
			${whole(({ sentRevision }) => sentRevision)}, ${posts.map(({ isOpen }) => isOpen)}::boolean[],
			${instant(({ firstAt }) => firstAt)}, ${instant(({ lastAt }) => lastAt)}, ${instant(({ resolvedAt }) => resolvedAt)},
			${instant(({ createdAt }) => createdAt)}, ${instant(({ touchedAt }) => touchedAt)}, ${instant(({ sentAt }) => sentAt)},
			${instant(({ dueAt }) => dueAt)}
		) with ordinality as added (id, door, address, form, key, family, cluster_id, cluster_name, first_notice, last_notice, title,
			level, state, count, revision, sent_revision, is_open, first_at, last_at, resolved_at, created_at, touched_at, sent_at, due_at,
			place)
		order by place
	`;
}

/** Only what a notice, or the opening of another post, changes. */
function updatePosts(
	organisationId: OrganisationId,
	posts: readonly NoticePost[],
): RawBuilder<unknown> {
	const text = (of: (one: NoticePost) => string | undefined) =>
		sql`${posts.map((one) => of(one) ?? null)}::text[]`;
	const instant = (of: (one: NoticePost) => Date | undefined) =>
		sql`${posts.map((one) => of(one) ?? null)}::timestamptz[]`;
	return sql`
		update notice_posts set last_notice = changed.last_notice, title = changed.title, level = changed.level, count = changed.count,
			first_at = changed.first_at, last_at = changed.last_at, resolved_at = changed.resolved_at, is_open = changed.is_open,
			touched_at = changed.touched_at, state = changed.state, revision = changed.revision,
			sent_revision = greatest(notice_posts.sent_revision, changed.sent_revision), due_at = changed.due_at
		from unnest(${text(({ id }) => id)}, ${text(({ lastNotice }) => lastNotice)}, ${text(({ title }) => title)},
			${text(({ level }) => level)}, ${text(({ state }) => state)}, ${posts.map(({ count }) => count)}::bigint[],
			${posts.map(({ revision }) => revision)}::integer[], ${posts.map(({ sentRevision }) => sentRevision)}::integer[],
			${posts.map(({ isOpen }) => isOpen)}::boolean[], ${instant(({ firstAt }) => firstAt)},
			${instant(({ lastAt }) => lastAt)}, ${instant(({ resolvedAt }) => resolvedAt)}, ${instant(({ touchedAt }) => touchedAt)},
			${instant(({ dueAt }) => dueAt)}
		) as changed (id, last_notice, title, level, state, count, revision, sent_revision, is_open, first_at, last_at, resolved_at,
			touched_at, due_at)
		where organisation_id = ${organisationId} and notice_posts.id = changed.id
	`;
}

function insertDeliveries(
	organisationId: OrganisationId,
	deliveries: readonly NoticeDelivery[],
): RawBuilder<unknown> {
	const text = (of: (one: NoticeDelivery) => string | undefined) =>
		sql`${deliveries.map((one) => of(one) ?? null)}::text[]`;
	return sql`
		insert into notice_deliveries (organisation_id, cluster_id, notice_id, door, address, outcome, post_id, silence_id, happened_at, at)
		select ${organisationId}, added.* from unnest(${text(({ clusterId }) => clusterId)}, ${text(({ noticeId }) => noticeId)},
			${text(({ door }) => door)}, ${text(({ address }) => address)}, ${text(({ outcome }) => outcome)},
			${text(({ postId }) => postId)}, ${text(({ silenceId }) => silenceId)},
			${deliveries.map(({ happenedAt }) => happenedAt)}::timestamptz[], ${deliveries.map(({ at }) => at)}::timestamptz[]
		) as added
	`;
}
