import type { OrganisationId } from "@quarterdeck/contract";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { CommandFilter } from "./command-record.ts";
import type { CommandPlace } from "./command-store.ts";
import {
	type Lead,
	type LedList,
	type ListFilter,
	readLedList,
} from "./led-list.pg.ts";
import { readSearchWords } from "./search-words.ts";

/** What a page of commands is read with. */
interface CommandRowPage {
	readonly limit: number;
	readonly behind?: CommandPlace | undefined;
	readonly window: number;
	readonly columns: RawBuilder<unknown>;
}

/** Commands newest first, as the store promises. @throws AppError INPUT_INVALID for a text that cannot be searched for. */
export async function listCommandRows<Row>(
	connection: Kysely<unknown>,
	organisationId: OrganisationId,
	filter: CommandFilter,
	{ limit, behind, window, columns }: CommandRowPage,
): Promise<LedList<Row, CommandPlace>> {
	const { rows, lookedBackTo } = await readLedList<
		Row,
		{ k1: Date; k2: string }
	>(connection, {
		filters: filtersOf(organisationId, filter),
		whole: leadFrom(organisationId),
		range: {
			from: filter.from,
			before: filter.before,
			...(behind
				? {
						behind: [
							sql`${behind.startedAt}::timestamptz`,
							sql`${behind.id}::text`,
						],
					}
				: {}),
		},
		rowOfKey: sql`
			select ${columns} from commands where organisation_id = ${organisationId} and id = led.k2
		`,
		limit,
		window,
	});
	return {
		rows,
		lookedBackTo: lookedBackTo && {
			startedAt: lookedBackTo.k1,
			id: lookedBackTo.k2,
		},
	};
}

/** The likely narrowest first. */
function filtersOf(
	organisationId: OrganisationId,
	filter: CommandFilter,
): ListFilter[] {
	const { clusterName, channel, state, thread, rootsOnly, closed } = filter;
	const email = filter.email?.toLowerCase();
	const filters: ListFilter[] = [];
	const byColumn = (condition: RawBuilder<unknown>) =>
		filters.push({ condition, lead: leadFrom(organisationId, condition) });
	if (clusterName !== undefined)
		filters.push({
			condition: sql`exists (
				select from command_runs
				where organisation_id = ${organisationId} and command_id = commands.id and cluster_name = ${clusterName}
			)`,
			lead: leadByCluster(organisationId, clusterName),
		});
	if (email !== undefined) byColumn(sql`email = ${email}`);
	if (thread !== undefined)
		byColumn(sql`conversation ->> 'threadId' = ${thread}`);
	const isRoot = sql`conversation ->> 'threadId' is null`;
	if (channel !== undefined)
		byColumn(
			sql`conversation ->> 'channel' = ${channel}${rootsOnly ? sql` and ${isRoot}` : sql``}`,
		);
	else if (rootsOnly) filters.push({ condition: isRoot });
	if (closed && closed.channels.length > 0)
		filters.push({
			condition: sql`(
				conversation ->> 'channel' <> all(${[...closed.channels]}::text[]) or email = ${closed.email}
			)`,
		});
	if (state !== undefined) byColumn(sql`state = ${state}`);
	for (const word of readSearchWords(filter.text))
		filters.push({
			condition: sql`strpos(lower(text collate "C"), ${word}) > 0`,
		});
	return filters;
}

function leadFrom(
	organisationId: OrganisationId,
	condition: RawBuilder<unknown> = sql`true`,
): Lead {
	return {
		select: sql`
			select started_at as k1, id as k2 from commands where organisation_id = ${organisationId} and ${condition}
		`,
		k1: sql`started_at`,
		k2: sql`id`,
	};
}

/** A command may have gone to one cluster twice; its runs began with it. */
function leadByCluster(
	organisationId: OrganisationId,
	clusterName: string,
): Lead {
	return {
		select: sql`
			select distinct started_at as k1, command_id as k2 from command_runs
			where organisation_id = ${organisationId} and cluster_name = ${clusterName}
		`,
		k1: sql`started_at`,
		k2: sql`command_id`,
	};
}
