import type { NoticeId, OrganisationId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import {
	type Database,
	type ListFilter,
	type Nullable,
	readLedList,
	undefinedFor,
} from "../../plumbing/postgres/index.ts";
import { readSearchWords } from "../audit/index.ts";
import type { KeptNotice, NoticeFilter } from "./kept-notice.ts";
import type {
	NoticeCount,
	NoticeLists,
	NoticePlacement,
} from "./notice-lists.ts";
import { pgPostLists } from "./post-lists.pg.ts";

/** Most rows a page looks at. */
const window = 20_000;

interface NoticeRow
	extends Nullable<
		Omit<KeptNotice, "notice" | "receivedAt"> & {
			readonly noticeId: string;
			readonly group: string;
			readonly plugin: string;
			readonly title: string;
			readonly level: KeptNotice["notice"]["level"];
			readonly type: string;
			readonly reason: string | undefined;
			readonly apiVersion: string | undefined;
			readonly kind: string | undefined;
			readonly namespace: string | undefined;
			readonly name: string | undefined;
			readonly topic: string;
			readonly isResolved: boolean;
			readonly isShortened: boolean;
			readonly message: string;
		}
	> {
	readonly receivedAt: Date;
}

const columns = sql`
	notices.id, notices.cluster_id as "clusterId", notices.cluster_name as "clusterName", notices.notice_id as "noticeId",
	notices.source_group as "group", notices.plugin, notices.title, notices.level, notices.type, notices.reason,
	notices.object_api_version as "apiVersion", notices.object_kind as kind, notices.object_namespace as namespace,
	notices.object_name as name, notices.topic, notices.is_resolved as "isResolved", notices.is_shortened as "isShortened",
	notices.message, notices.is_unaddressed as "isUnaddressed", notices.is_restricted as "isRestricted",
	notices.happened_at as "happenedAt", notices.received_at as "receivedAt"
`;

/** The lists in PostgreSQL. */
export function createPgNoticeLists(
	database: Pick<Database, "on">,
): NoticeLists {
	return {
		async list(organisationId, filter, { limit, behind }) {
			const { rows, lookedBackTo } = await readLedList<
				NoticeRow,
				{ k1: Date; k2: NoticeId }
			>(database.on(), {
				table: {
					name: sql`notices`,
					organisationId,
					columns,
					k1: sql`notices.happened_at`,
					k2: sql`notices.id`,
				},
				filters: filtersOf(filter),
				range: {
					from: filter.from,
					before: filter.before,
					...(behind
						? {
								behind: [
									sql`${behind.at}::timestamptz`,
									sql`${behind.id}::text`,
								] as const,
							}
						: {}),
				},
				limit,
				window,
			});
			return {
				notices: rows.map(noticeOf),
				lookedBackTo: lookedBackTo && {
					at: lookedBackTo.k1,
					id: lookedBackTo.k2,
				},
			};
		},
		async listBatch(organisationId, { agentId, epoch, first, last }, filter) {
			const { rows } = await sql<NoticeRow>`
				select ${columns} from notices
				where organisation_id = ${organisationId} and agent_id = ${agentId} and epoch = ${epoch}
					and number between ${first} and ${last} and ${meets(filter)}
				order by number, id
			`.execute(database.on());
			return rows.map(noticeOf);
		},
		async find(organisationId, ids) {
			const { rows } = await sql<NoticeRow>`
				select ${columns} from notices where organisation_id = ${organisationId} and id = any(${ids}::text[])
			`.execute(database.on());
			return rows.map(noticeOf);
		},
		async count(organisationId, filter, stretches) {
			const seconds =
				(filter.before.getTime() - filter.from.getTime()) / 1000 / stretches;
			const { rows } = await sql<NoticeCount>`
				select floor(extract(epoch from happened_at - ${filter.from}::timestamptz) / ${seconds}::float8)::integer as stretch, level,
					count(*) as count
				from notices where organisation_id = ${organisationId} and ${meets(filter)}
				group by 1, 2 order by 1, 2
			`.execute(database.on());
			return rows;
		},
		listPlacements: (organisationId, notices) =>
			listPlacements(database, organisationId, notices),
		...pgPostLists(database),
	};
}

async function listPlacements(
	database: Pick<Database, "on">,
	organisationId: OrganisationId,
	notices: readonly KeptNotice[],
): Promise<readonly NoticePlacement[]> {
	const { rows } = await sql<Nullable<NoticePlacement>>`
		select told.door, told.address, told.cluster_id as "clusterId", told.notice_id as "noticeId", told.outcome,
			told.post_id as "postId", told.silence_id as "silenceId", told.happened_at as "happenedAt", told.at,
			posts.state as "postState", posts.error as "postError"
		from notice_deliveries told
		left join notice_posts posts on posts.organisation_id = told.organisation_id and posts.id = told.post_id
		where told.organisation_id = ${organisationId} and (told.cluster_id, told.notice_id) in (
			select * from unnest(${notices.map(({ clusterId }) => clusterId)}::text[], ${notices.map(({ notice }) => notice.id)}::text[])
		)
		order by told.door, told.address
	`.execute(database.on());
	return rows.map((row) =>
		undefinedFor(row, "postId", "silenceId", "postState", "postError"),
	);
}

function meets(filter: NoticeFilter): RawBuilder<boolean> {
	const { from, before } = filter;
	const conditions = [
		...filtersOf(filter).map(({ condition }) => condition),
		...(from ? [sql`happened_at >= ${from}`] : []),
		...(before ? [sql`happened_at < ${before}`] : []),
	];
	return sql`(${sql.join(conditions, sql` and `)})`;
}

/** The likely narrowest first. */
function filtersOf(filter: NoticeFilter): ListFilter[] {
	const { open, known } = filter.readable;
	const filters: ListFilter[] = [];
	const among = (
		column: RawBuilder<unknown>,
		values: readonly string[] | undefined,
		isIndexed: boolean,
	) => {
		if (values === undefined || values.length === 0) return;
		const [one] = values;
		// Only of one value do the rows lie in the list's order.
		filters.push(
			values.length === 1
				? {
						condition: sql`${column} = ${one}`,
						lead: isIndexed ? "own" : undefined,
					}
				: {
						condition: sql`${column} = any(${values}::text[])`,
						lead: undefined,
					},
		);
	};
	among(sql`object_name`, filter.objects, true);
	among(sql`object_namespace`, filter.namespaces, true);
	among(sql`cluster_name`, filter.clusters, true);
	among(sql`level`, filter.levels, true);
	among(sql`object_kind`, filter.kinds, false);
	among(sql`source_group`, filter.groups, false);
	among(sql`type`, filter.types, false);
	for (const word of readSearchWords(filter.text))
		filters.push({
			condition: sql`strpos(search_text, ${word}) > 0`,
			lead: undefined,
		});
	filters.push({
		condition: sql`(source_group = any(${open}::text[]) or (not is_restricted and source_group <> all(${known}::text[])))`,
		lead: undefined,
	});
	return filters;
}

function noticeOf(row: NoticeRow): KeptNotice {
	const { apiVersion, kind, namespace, name } = row;
	return {
		id: row.id,
		clusterId: row.clusterId,
		clusterName: row.clusterName,
		isUnaddressed: row.isUnaddressed,
		isRestricted: row.isRestricted,
		happenedAt: row.happenedAt,
		receivedAt: row.receivedAt,
		notice: {
			id: row.noticeId,
			group: row.group,
			plugin: row.plugin,
			title: row.title,
			level: row.level,
			type: row.type,
			topic: row.topic,
			...(row.reason === null ? {} : { reason: row.reason }),
			...(row.isResolved ? { resolved: true } : {}),
			...(row.isShortened ? { shortened: true } : {}),
			...(kind === null || name === null
				? {}
				: {
						object: {
							kind,
							name,
							...(apiVersion === null ? {} : { apiVersion }),
							...(namespace === null ? {} : { namespace }),
						},
					}),
			// It was parsed before it was written.
			message: JSON.parse(row.message),
		},
	};
}
