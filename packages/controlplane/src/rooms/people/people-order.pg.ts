import type { OrganisationId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import type { PeopleOrder } from "./people-order.ts";

interface OrderSql {
	readonly by: readonly RawBuilder<unknown>[];
	readonly isDescending?: boolean;
}

const email = sql`email collate "C"`;
const name = [sql`lower(display_name collate "C")`, email];
const age = [sql`created_at`, email];

/** How each order is said in SQL; an index carries each of them. */
const orderSql: Readonly<Record<PeopleOrder, OrderSql>> = {
	email: { by: [email] },
	name: { by: name },
	"name-descending": { by: name, isDescending: true },
	oldest: { by: age },
	newest: { by: age, isDescending: true },
	role: { by: [sql`(role <> 'owner')`, email] },
	groups: {
		by: [
			sql`(cardinality(groups) = 0)`,
			sql`(coalesce(left(groups[1], 100), '') collate "C")`,
			email,
		],
	},
};

export function orderBy(order: PeopleOrder): RawBuilder<unknown> {
	const { by, isDescending } = orderSql[order];
	return sql.join(isDescending ? by.map((one) => sql`${one} desc`) : by);
}

/** What lies behind somebody, where they stand now; nobody does behind an address that nobody ever had. */
export function behindPerson(
	organisationId: OrganisationId,
	order: PeopleOrder,
	after: string | undefined,
): RawBuilder<unknown> {
	if (after === undefined) return sql`true`;
	const { by, isDescending } = orderSql[order];
	const key = sql.join(by);
	const place = sql`(
		select ${key} from people where organisation_id = ${organisationId} and email = ${after}
		order by removed_at desc nulls first limit 1
	)`;
	return isDescending ? sql`(${key}) < ${place}` : sql`(${key}) > ${place}`;
}
