import { type Kysely, type RawBuilder, sql } from "kysely";

/*
 * A list under any combination of filters, in bounded work. No index serves every combination, and a planner that hopes to meet rare
 * rows soon walks a million when it is wrong. So:
 *
 *   1. Each filter leads into the list by an index that ends in the list's order. Of several the narrowest leads.
 *   2. The rows it leads to are looked at in order, and asked for everything, until the page is full.
 *   3. After `window` of them the page ends, full or not, and says where it stopped: the next page goes on from there.
 */

/** One filter of a list. */
export interface ListFilter {
	/** What a row of the list must meet. */
	readonly condition: RawBuilder<unknown>;
	/** How it leads into the list; undefined when no index does. */
	readonly lead?: Lead | undefined;
}

/** The keys of rows in a list: `select` has them as `k1` and `k2`, from columns an index holds in this order. */
export interface Lead {
	readonly select: RawBuilder<unknown>;
	/** The columns behind `k1` and `k2`. */
	readonly k1: RawBuilder<unknown>;
	readonly k2: RawBuilder<unknown>;
}

export interface LedListRequest {
	readonly filters: readonly ListFilter[];
	/** The list as a whole, when no filter leads into it. */
	readonly whole: Lead;
	/** Instants are half-open. `behind` is the key of the last row already seen, in the types of the columns. */
	readonly range: {
		readonly from?: Date | undefined;
		readonly before?: Date | undefined;
		readonly behind?: readonly [RawBuilder<unknown>, RawBuilder<unknown>];
	};
	/** The row of a key: selects from the list's table where its keys are `led.k1` and `led.k2`; conditions are added to it. */
	readonly rowOfKey: RawBuilder<unknown>;
	readonly limit: number;
	/** Most rows one page looks at. */
	readonly window: number;
}

export interface LedList<Row, Keys> {
	readonly rows: readonly Row[];
	/** The keys of the last row that was looked at, when the page ended for that reason. */
	readonly lookedBackTo: Keys | undefined;
}

/** Two leads are compared no further than this. */
const compareUpTo = 2000;

/** Rows of the list, highest keys first. */
export async function readLedList<Row, Keys>(
	connection: Kysely<unknown>,
	request: LedListRequest,
): Promise<LedList<Row, Keys>> {
	const lead = await narrowestLead(connection, request);
	const keys = (limit: RawBuilder<unknown>) => sql`
		${lead.select} ${inRange(lead, request)}
		order by ${lead.k1} desc, ${lead.k2} desc ${limit}
	`;
	const { filters, rowOfKey, limit, window } = request;
	const conditions = filters.map(({ condition }) => sql` and ${condition}`);
	const { rows } = await sql<Row>`
		select found.* from (${keys(sql`limit ${window}`)}) as led
		cross join lateral (${rowOfKey} ${sql.join(conditions, sql``)} offset 0) as found
		order by led.k1 desc, led.k2 desc limit ${limit}
	`.execute(connection);
	const allMeet = filters.length <= 1 && filters.every((one) => one.lead);
	if (rows.length >= limit || (allMeet && limit <= window))
		return { rows, lookedBackTo: undefined };
	const last = await sql<Keys>`${keys(
		sql`limit 1 offset ${window - 1}`,
	)}`.execute(connection);
	return { rows, lookedBackTo: last.rows[0] };
}

async function narrowestLead(
	connection: Kysely<unknown>,
	request: LedListRequest,
): Promise<Lead> {
	const leads = request.filters.flatMap(({ lead }) => (lead ? [lead] : []));
	const [first = request.whole] = leads;
	if (leads.length <= 1) return first;
	const counts = leads.map(
		(lead) => sql`(
			select count(*) from (${lead.select} ${inRange(lead, request)} limit ${compareUpTo}) as counted
		)`,
	);
	const { rows } = await sql<{ counts: readonly number[] }>`
		select array[${sql.join(counts)}]::int[] as counts
	`.execute(connection);
	const found = rows[0]?.counts ?? [];
	return leads[found.indexOf(Math.min(...found))] ?? first;
}

function inRange(
	{ k1, k2 }: Lead,
	{ range: { from, before, behind } }: LedListRequest,
): RawBuilder<unknown> {
	const conditions = [
		...(from ? [sql` and ${k1} >= ${from}`] : []),
		...(before ? [sql` and ${k1} < ${before}`] : []),
		...(behind
			? [sql` and (${k1}, ${k2}) < (${behind[0]}, ${behind[1]})`]
			: []),
	];
	return sql.join(conditions, sql``);
}
