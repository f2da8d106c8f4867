import { type RawBuilder, sql } from "kysely";
import type { ClusterOrder, ClusterPlace } from "./cluster-order.ts";

interface OrderSql {
	readonly by: RawBuilder<unknown>;
	/** What lies behind a place. */
	behind(place: ClusterPlace): RawBuilder<unknown>;
}

const key = sql`natural_key(clusters.name) collate "C", clusters.name collate "C"`;
const keyOf = ({ name }: ClusterPlace) =>
	sql`natural_key(${name}::text) collate "C", ${name}::text collate "C"`;

/** How each order is said in SQL; an index carries each of them (`natural_key` and `trouble_rank` are functions of ours). */
export const orderSql: Readonly<Record<ClusterOrder, OrderSql>> = {
	name: {
		by: key,
		behind: (place) => sql`(${key}) > (${keyOf(place)})`,
	},
	"name-descending": {
		by: sql`natural_key(clusters.name) collate "C" desc, clusters.name collate "C" desc`,
		behind: (place) => sql`(${key}) < (${keyOf(place)})`,
	},
	trouble: {
		by: sql`trouble_rank(clusters.state), ${key}`,
		behind: (place) =>
			sql`(trouble_rank(clusters.state), ${key}) > (${place.rank}::int, ${keyOf(place)})`,
	},
};
