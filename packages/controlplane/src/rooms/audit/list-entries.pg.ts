import type { OrganisationId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";
import { type ListFilter, readLedList } from "../../plumbing/postgres/index.ts";
import type {
	AuditFilter,
	AuditOrder,
	AuditWordsReader,
} from "./audit-record.ts";
import type { ListedEntries } from "./audit-store.ts";
import type { ChainEntry } from "./chain.ts";
import { entryColumns } from "./entry-columns.pg.ts";
import { asInJson, readSearchWords } from "./search-words.ts";

/** What a page of records is read with. */
interface RecordPage {
	readonly limit: number;
	readonly behindSeq?: number | undefined;
	readonly order?: AuditOrder | undefined;
	readonly window: number;
}

/** Records in their order, as the store promises. @throws AppError INPUT_INVALID for a text that cannot be searched for. */
export async function listEntries(
	database: Database,
	organisationId: OrganisationId,
	filter: AuditFilter,
	page: RecordPage,
): Promise<ListedEntries> {
	const { limit, window, behindSeq } = page;
	const connection = database.on();
	const behind =
		behindSeq === undefined
			? undefined
			: await instantOf(database, organisationId, behindSeq);
	if (behindSeq !== undefined && behind === undefined)
		return { entries: [], lookedBackTo: undefined };
	const { rows, lookedBackTo } = await readLedList<ChainEntry, { k2: number }>(
		connection,
		{
			table: {
				name: sql`audit_records`,
				organisationId,
				columns: entryColumns,
				k1: sql`audit_records.at`,
				k2: sql`audit_records.seq`,
			},
			filters: filtersOf(filter),
			isAscending: page.order === "oldest",
			range: {
				from: filter.from,
				before: filter.before,
				...(behind === undefined
					? {}
					: {
							behind: [sql`${behind}::timestamptz`, sql`${behindSeq}::bigint`],
						}),
			},
			limit,
			window,
		},
	);
	return { entries: rows, lookedBackTo: lookedBackTo?.k2 };
}

/** What an entry must meet, whatever leads to it. @throws as `listEntries`. */
export function entryCondition(filter: AuditFilter): RawBuilder<unknown> {
	const { from, before } = filter;
	return sql.join(
		[
			sql`true`,
			...(from ? [sql`audit_records.at >= ${from}`] : []),
			...(before ? [sql`audit_records.at < ${before}`] : []),
			...filtersOf(filter).map(({ condition }) => condition),
		],
		sql` and `,
	);
}

/** The instant of a record with all its digits. */
async function instantOf(
	database: Database,
	organisationId: OrganisationId,
	seq: number,
): Promise<string | undefined> {
	const { rows } = await sql<{ at: string }>`
		select at::text as at from audit_records where organisation_id = ${organisationId} and seq = ${seq}
	`.execute(database.on());
	return rows[0]?.at;
}

/** The likely narrowest first. */
function filtersOf(filter: AuditFilter): ListFilter[] {
	const { subjectId, clusterName, code, outcome } = filter;
	const email = filter.email?.toLowerCase();
	const filters: ListFilter[] = [];
	const byIndex = (condition: RawBuilder<unknown>) =>
		filters.push({ condition, lead: "own" });
	if (subjectId !== undefined) byIndex(sql`subject_id = ${subjectId}`);
	if (clusterName !== undefined)
		filters.push({
			condition: sql`cluster_names @> ${[clusterName]}::text[]`,
			lead: {
				name: sql`audit_record_clusters`,
				condition: sql`cluster_name = ${clusterName}`,
				k1: sql`at`,
				k2: sql`seq`,
			},
		});
	if (email !== undefined) byIndex(sql`who_email = ${email}`);
	if (code !== undefined && outcome !== undefined)
		byIndex(sql`code = ${code} and outcome = ${outcome}`);
	else if (code !== undefined) byIndex(sql`code = ${code}`);
	else if (outcome !== undefined) byIndex(sql`outcome = ${outcome}`);
	for (const word of readSearchWords(filter.text))
		filters.push({
			condition: sql`strpos(lower(facts collate "C"), ${asInJson(word)}) > 0`,
			lead: undefined,
		});
	if (filter.reader)
		filters.push({ condition: readableBy(filter.reader), lead: undefined });
	return filters;
}

function readableBy({ email, channels }: AuditWordsReader) {
	const open = channels.map(
		(key) =>
			sql`(channel = ${key.channel} and facts::jsonb ->> 'platform' = ${key.platform})`,
	);
	return sql`(${sql.join(
		[sql`channel is null`, sql`who_email = ${email}`, ...open],
		sql` or `,
	)})`;
}
