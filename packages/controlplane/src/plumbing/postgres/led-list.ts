import { type Kysely, type RawBuilder, sql } from "kysely";

/*
 * A list under any combination of filters, in bounded work. No index serves every combination, and a planner that hopes to meet rare
 * rows soon walks a million when it is wrong. So:
 *
 *   1. Each filter leads into the list by an index that ends in the list's order. Of several the narrowest leads.
 *   2. The rows it leads to are looked at in order, and asked for everything, until the page is full.
 *   3. After `window` of them the page ends, full or not, and says where it stopped: the next page goes on from there.
 */

/** What is listed: the rows of a table that belong to one organisation, by two keys. */
export interface ListedTable {
	/** The statement's name for it; conditions may use it. */
	readonly name: RawBuilder<unknown>;
	readonly organisationId: string;
	readonly columns: RawBuilder<unknown>;
	/**
	 * An instant, and what tells rows of one instant apart; the latter names a row by itself. Written with the table's name: a bare one
	 * would mean the column of the answer where that is called the same.
	 */
	readonly k1: RawBuilder<unknown>;
	readonly k2: RawBuilder<unknown>;
}

/** One filter of a list. */
export interface ListFilter {
	/** What a row of the list must meet. */
	readonly condition: RawBuilder<unknown>;
	/** Whether an index of the table leads to the rows that meet it, or a table beside it does. */
	readonly lead: "own" | BesideTable | undefined;
}

/** A table that has the keys of another's rows under something that the other cannot be searched by. */
export interface BesideTable {
	readonly name: RawBuilder<unknown>;
	readonly condition: RawBuilder<unknown>;
	readonly k1: RawBuilder<unknown>;
	readonly k2: RawBuilder<unknown>;
}

interface LedListRequest {
	readonly table: ListedTable;
	/** The likely narrowest first. */
	readonly filters: readonly ListFilter[];
	/** Instants are half-open. `behind` is the key of the last row already seen, in the types of the columns. */
	readonly range: {
		readonly from?: Date | undefined;
		readonly before?: Date | undefined;
		readonly behind?: readonly [RawBuilder<unknown>, RawBuilder<unknown>];
	};
	/** Absent: highest keys first. */
	readonly isAscending?: boolean | undefined;
	readonly limit: number;
	/** Most rows one page looks at. */
	readonly window: number;
}

export interface LedList<Row, Keys> {
	readonly rows: readonly Row[];
	/** The keys of the last row that was looked at, when the page ended for that reason. */
	readonly lookedBackTo: Keys | undefined;
}

/** Where the rows are looked for: a filter's lead, or the list as a whole. */
interface Lead extends BesideTable {
	readonly isOwn: boolean;
	/** What its rows meet already. */
	readonly filter: ListFilter | undefined;
}

/** Two leads are compared no further than this. */
const compareUpTo = 2000;

/** Rows of the list, highest keys first, or lowest. */
export async function readLedList<Row, Keys>(
	connection: Kysely<unknown>,
	request: LedListRequest,
): Promise<LedList<Row, Keys>> {
	const { filters, limit } = request;
	const lead = await narrowestLead(connection, request);
	// A row that is led to from beside costs four times one that is read where it lies.
	const window = Math.ceil(request.window / (lead.isOwn ? 1 : 4));
	const page = lead.isOwn ? ownPage : besidePage;
	const { rows } = await page<Row>(request, lead, window).execute(connection);
	const allMeet = filters.length <= 1 && filters.every((one) => one.lead);
	if (rows.length >= limit || (allMeet && limit <= window))
		return { rows, lookedBackTo: undefined };
	const last = await sql<Keys>`
		${keysOf(request, lead)} ${inOrder(lead, request)} limit 1 offset ${window - 1}
	`.execute(connection);
	return { rows, lookedBackTo: last.rows[0] };
}

/** The rows lie where the index of the lead points. */
function ownPage<Row>(
	request: LedListRequest,
	lead: Lead,
	window: number,
): RawBuilder<Row> {
	const { table, filters, limit } = request;
	return sql<Row>`
		select ${table.columns} from (
			select * from ${table.name}
			where organisation_id = ${table.organisationId} and ${lead.condition} ${inRange(lead, request)}
			${inOrder(lead, request)} limit ${window}
		) as ${table.name}
		where true ${othersThan(lead, filters)} ${inOrder(table, request)} limit ${limit}
	`;
}

/** Each row is looked up by its key. The offset keeps the planner from doing anything else. */
function besidePage<Row>(
	request: LedListRequest,
	lead: Lead,
	window: number,
): RawBuilder<Row> {
	const { table, filters, limit } = request;
	return sql<Row>`
		select found.* from (${keysOf(request, lead)} ${inOrder(lead, request)} limit ${window}) as led
		cross join lateral (
			select ${table.columns} from ${table.name}
			where organisation_id = ${table.organisationId} and ${table.k2} = led.k2 ${othersThan(lead, filters)} offset 0
		) as found
		${inOrder({ k1: sql`led.k1`, k2: sql`led.k2` }, request)} limit ${limit}
	`;
}

async function narrowestLead(
	connection: Kysely<unknown>,
	request: LedListRequest,
): Promise<Lead> {
	const { table, filters } = request;
	const leads = filters.flatMap((filter): Lead[] => {
		const { condition, lead } = filter;
		if (lead === undefined) return [];
		return lead === "own"
			? [{ ...table, condition, isOwn: true, filter }]
			: [{ ...lead, isOwn: false, filter }];
	});
	const whole: Lead = {
		...table,
		condition: sql`true`,
		isOwn: true,
		filter: undefined,
	};
	const [first = whole] = leads;
	if (leads.length <= 1) return first;
	const counts = leads.map(
		(lead) => sql`(
			select count(*) from (${keysOf(request, lead)} limit ${compareUpTo}) as counted
		)`,
	);
	const { rows } = await sql<{ counts: readonly number[] }>`
		select array[${sql.join(counts)}]::int[] as counts
	`.execute(connection);
	const found = rows[0]?.counts ?? [];
	return leads[found.indexOf(Math.min(...found))] ?? first;
}

/** The keys that a lead leads to. One from beside may name a row more than once. */
function keysOf(request: LedListRequest, lead: Lead): RawBuilder<unknown> {
	const { table } = request;
	return sql`
		select ${lead.isOwn ? sql`` : sql`distinct`} ${lead.k1} as k1, ${lead.k2} as k2 from ${lead.name}
		where organisation_id = ${table.organisationId} and ${lead.condition} ${inRange(lead, request)}
	`;
}

function inRange(
	{ k1, k2 }: Lead,
	{ range, isAscending }: LedListRequest,
): RawBuilder<unknown> {
	const { from, before, behind } = range;
	const beyond = isAscending ? sql`>` : sql`<`;
	const conditions = [
		...(from ? [sql` and ${k1} >= ${from}`] : []),
		...(before ? [sql` and ${k1} < ${before}`] : []),
		...(behind
			? [sql` and (${k1}, ${k2}) ${beyond} (${behind[0]}, ${behind[1]})`]
			: []),
	];
	return sql.join(conditions, sql``);
}

function inOrder(
	{ k1, k2 }: Pick<Lead, "k1" | "k2">,
	{ isAscending }: LedListRequest,
): RawBuilder<unknown> {
	return isAscending
		? sql`order by ${k1}, ${k2}`
		: sql`order by ${k1} desc, ${k2} desc`;
}

function othersThan(
	lead: Lead,
	filters: readonly ListFilter[],
): RawBuilder<unknown> {
	const others = filters.filter((filter) => filter !== lead.filter);
	return sql.join(
		others.map(({ condition }) => sql` and ${condition}`),
		sql``,
	);
}
