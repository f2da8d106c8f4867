import type { OrganisationId } from "@quarterdeck/contract";
import { type Kysely, type RawBuilder, sql } from "kysely";
import {
	type LedList,
	type ListFilter,
	readLedList,
} from "../../plumbing/postgres/index.ts";
import { readSearchWords } from "../audit/index.ts";
import type { CommandFilter } from "./command-record.ts";
import type { CommandPlace } from "./command-store.ts";
import { isReadable } from "./readable-commands.pg.ts";

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
		table: {
			name: sql`commands`,
			organisationId,
			columns,
			k1: sql`commands.started_at`,
			k2: sql`commands.id`,
		},
		filters: filtersOf(organisationId, filter),
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
	const { clusterName, channel, state, thread, rootsOnly, readable } = filter;
	const email = filter.email?.toLowerCase();
	const filters: ListFilter[] = [];
	const byIndex = (condition: RawBuilder<unknown>) =>
		filters.push({ condition, lead: "own" });
	if (clusterName !== undefined)
		filters.push({
			condition: sql`exists (
				select from command_runs
				where organisation_id = ${organisationId} and command_id = commands.id and cluster_name = ${clusterName}
			)`,
			// Runs begin with their command, and several may be in one cluster.
			lead: {
				name: sql`command_runs`,
				condition: sql`cluster_name = ${clusterName}`,
				k1: sql`started_at`,
				k2: sql`command_id`,
			},
		});
	if (email !== undefined) byIndex(sql`email = ${email}`);
	if (thread !== undefined)
		byIndex(sql`conversation ->> 'threadId' = ${thread}`);
	const isRoot = sql`conversation ->> 'threadId' is null`;
	if (channel !== undefined)
		byIndex(sql`
			conversation ->> 'platform' = ${channel.platform} and conversation ->> 'channel' = ${channel.channel}
			${rootsOnly ? sql`and ${isRoot}` : sql``}
		`);
	else if (rootsOnly) filters.push({ condition: isRoot, lead: undefined });
	if (readable)
		filters.push({
			condition: isReadable(readable),
			lead: undefined,
		});
	if (state !== undefined) byIndex(sql`state = ${state}`);
	for (const word of readSearchWords(filter.text))
		filters.push({
			condition: sql`strpos(lower(text collate "C"), ${word}) > 0`,
			lead: undefined,
		});
	return filters;
}
