import { type RawBuilder, sql } from "kysely";
import {
	type ClusterColumn,
	type ClusterOrder,
	type ClusterPlace,
	partsOf,
} from "./cluster-order.ts";

type Keys = readonly RawBuilder<unknown>[];

interface ColumnSql {
	readonly keys: Keys;
	/** The same of a value from a cursor. */
	keysOf(value: string): Keys;
}

/** Text in natural order; none of it stands last. */
function natural(text: RawBuilder<unknown>): ColumnSql {
	return {
		keys: [sql`(${text} = '')`, sql`natural_key(${text}) collate "C"`],
		keysOf: (value) => [
			sql`(${value}::text = '')`,
			sql`natural_key(${value}::text) collate "C"`,
		],
	};
}

/** How each column is said in SQL; an index carries each of them (`natural_key` and the like are functions of ours). */
const columnSql: Readonly<Record<ClusterColumn, ColumnSql>> = {
	name: { keys: [], keysOf: () => [] },
	trouble: {
		keys: [sql`trouble_rank(clusters.state)`],
		keysOf: (value) => [sql`${value}::int`],
	},
	since: {
		keys: [sql`milliseconds(clusters.since)`],
		keysOf: (value) => [sql`${value}::bigint`],
	},
	labels: natural(sql`label_key(clusters.labels)`),
	kubernetes: natural(sql`clusters.kubernetes_version`),
	agent: natural(sql`clusters.agent_version`),
	running: {
		keys: [sql`coalesce(clusters.running, -1)`],
		keysOf: (value) => [sql`${value}::int`],
	},
};

const name: Keys = [
	sql`natural_key(clusters.name) collate "C"`,
	sql`clusters.name collate "C"`,
];

export function orderBy(order: ClusterOrder): RawBuilder<unknown> {
	const { column, isDescending } = partsOf(order);
	const keys = [...columnSql[column].keys, ...name];
	return sql.join(isDescending ? keys.map((key) => sql`${key} desc`) : keys);
}

/** What lies behind a place in this order. */
export function behindPlace(
	order: ClusterOrder,
	place: ClusterPlace,
): RawBuilder<unknown> {
	const { column, isDescending } = partsOf(order);
	const { keys, keysOf } = columnSql[column];
	const here = sql.join([...keys, ...name]);
	const there = sql.join([
		...keysOf(place.value),
		sql`natural_key(${place.name}::text) collate "C"`,
		sql`${place.name}::text collate "C"`,
	]);
	return isDescending
		? sql`(${here}) < (${there})`
		: sql`(${here}) > (${there})`;
}
