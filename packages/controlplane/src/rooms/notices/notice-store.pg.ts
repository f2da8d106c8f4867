import type { NoticeId, OrganisationId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import {
	type Database,
	send,
	sendBehind,
} from "../../plumbing/postgres/index.ts";
import type { Addressee } from "./addressee.ts";
import type { ArrivedNotice } from "./kept-notice.ts";
import { pgNoticeSending } from "./notice-sending.pg.ts";
import type { AddresseeKnowledge, NoticeStore } from "./notice-store.ts";
import { pgNoticeSweeps } from "./notice-sweeps.pg.ts";
import { type PostRow, postColumns, postOf } from "./post-row.pg.ts";
import { savePosts } from "./save-posts.pg.ts";
import { searchTextOf } from "./search-text.ts";

/** Notices in PostgreSQL. */
export function createPgNoticeStore(
	database: Pick<Database, "on" | "transact">,
): NoticeStore {
	return {
		add: async (tx, organisationId, notices) =>
			(await send(tx, insertNotices(organisationId, notices))).map(
				({ id }) => id,
			),
		async lockAddressees(tx, organisationId, question, fresh) {
			const { doors, addresses } = columnsOf(question.addressees);
			sendBehind(
				tx,
				sql`
					insert into notice_addressees (organisation_id, door, address, tokens, tokens_at, hour_began_at)
					select ${organisationId}, door, address, ${fresh.tokens}, ${fresh.at}, ${fresh.at}
					from unnest(${doors}::text[], ${addresses}::text[]) as wanted (door, address)
					order by door, address
					on conflict on constraint notice_addressees_key do nothing
				`,
			);
			// What is asked below must see what the transaction wrote that held the lock before: it is asked when the lock is there.
			await send(
				tx,
				sql`
					select door from notice_addressees
					where organisation_id = ${organisationId} and ${isAmong(question.addressees)}
					order by door, address for update
				`,
			);
			const [states, posts, families, heard] = await Promise.all([
				send(tx, selectStates(organisationId, question.addressees)),
				send<PostRow>(
					tx,
					sql<PostRow>`
						select ${postColumns} from notice_posts
						where organisation_id = ${organisationId} and is_open and ${isAmong(question.addressees)}
							and key = any(${question.keys}::text[])
					`,
				),
				send(
					tx,
					sql<AddresseeKnowledge["families"][number]>`
						select door, address, family, count(*) as count from notice_posts
						where organisation_id = ${organisationId} and form = 'topic' and family = any(${question.families}::text[])
							and created_at > ${question.familySince} and ${isAmong(question.addressees)}
						group by door, address, family
					`,
				),
				send(
					tx,
					sql<AddresseeKnowledge["heard"][number]>`
						select door, address, notice_id as "noticeId" from notice_deliveries
						where organisation_id = ${organisationId} and cluster_id = ${question.clusterId}
							and notice_id = any(${question.noticeIds}::text[])
					`,
				),
			]);
			return { states, posts: posts.map(postOf), families, heard };
		},
		saveDecisions(tx, organisationId, decided) {
			savePosts(tx, organisationId, decided);
		},
		...pgNoticeSending(database),
		...pgNoticeSweeps(database),
	};
}

function insertNotices(
	organisationId: OrganisationId,
	notices: readonly ArrivedNotice[],
): RawBuilder<{ id: NoticeId }> {
	const text = (of: (one: ArrivedNotice) => string | undefined) =>
		sql`${notices.map((one) => of(one) ?? null)}::text[]`;
	const flag = (of: (one: ArrivedNotice) => boolean) =>
		sql`${notices.map(of)}::boolean[]`;
	const instant = (of: (one: ArrivedNotice) => Date) =>
		sql`${notices.map(of)}::timestamptz[]`;
	return sql`
		insert into notices (organisation_id, id, cluster_id, cluster_name, notice_id, source_group, plugin, title, level, type, reason,
			object_api_version, object_kind, object_namespace, object_name, topic, is_resolved, is_shortened, message, raw, search_text,
			is_unaddressed, is_restricted, agent_id, epoch, number, happened_at, received_at)
		select ${organisationId}, added.* from unnest(
			${text(({ id }) => id)}, ${text(({ clusterId }) => clusterId)}, ${text(({ clusterName }) => clusterName)},
			${text(({ notice }) => notice.id)}, ${text(({ notice }) => notice.group)}, ${text(({ notice }) => notice.plugin)},
			${text(({ notice }) => notice.title)}, ${text(({ notice }) => notice.level)}, ${text(({ notice }) => notice.type)},
			${text(({ notice }) => notice.reason)}, ${text(({ notice }) => notice.object?.apiVersion)},
			${text(({ notice }) => notice.object?.kind)}, ${text(({ notice }) => notice.object?.namespace)},
			${text(({ notice }) => notice.object?.name)}, ${text(({ notice }) => notice.topic)},
			${flag(({ notice }) => notice.resolved ?? false)}, ${flag(({ notice }) => notice.shortened ?? false)},
			${text(({ notice }) => JSON.stringify(notice.message))},
			${text(({ notice }) => (notice.raw === undefined ? undefined : JSON.stringify(notice.raw)))},
			${text(({ notice }) => searchTextOf(notice))},
			${flag(({ isUnaddressed }) => isUnaddressed)}, ${flag(({ isRestricted }) => isRestricted)},
			${text(({ agentId }) => agentId)}, ${text(({ epoch }) => epoch)},
			${notices.map(({ number }) => number)}::bigint[],
			${instant(({ happenedAt }) => happenedAt)}, ${instant(({ receivedAt }) => receivedAt)}
		) as added
		on conflict on constraint notices_are_kept_once do nothing
		returning id
	`;
}

function selectStates(
	organisationId: OrganisationId,
	addressees: readonly Addressee[],
): RawBuilder<AddresseeKnowledge["states"][number]> {
	return sql`
		select door, address, tokens, tokens_at as "tokensAt", hour_count as "hourCount", hour_began_at as "hourBeganAt", (
			select count(*) from notice_posts waiting
			where waiting.organisation_id = ${organisationId} and waiting.door = notice_addressees.door
				and waiting.address = notice_addressees.address and waiting.due_at is not null and waiting.sent_revision = 0
		) as backlog
		from notice_addressees where organisation_id = ${organisationId} and ${isAmong(addressees)}
	`;
}

function columnsOf(addressees: readonly Addressee[]) {
	return {
		doors: addressees.map(({ door }) => door),
		addresses: addressees.map(({ address }) => address),
	};
}

function isAmong(addressees: readonly Addressee[]): RawBuilder<boolean> {
	const { doors, addresses } = columnsOf(addressees);
	return sql`(door, address) in (select * from unnest(${doors}::text[], ${addresses}::text[]))`;
}
