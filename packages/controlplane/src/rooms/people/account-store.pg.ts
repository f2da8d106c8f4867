import { type RawBuilder, sql } from "kysely";
import { type Database, sqlOf } from "../../plumbing/postgres/index.ts";
import type { AccountStore } from "./account-store.ts";
import {
	type AccountRow,
	accountColumns,
	takeAccount,
} from "./people-rows.pg.ts";

/** Accounts in PostgreSQL. */
export function createPgAccountStore(database: Database): AccountStore {
	async function readOne(
		condition: RawBuilder<unknown>,
		tx?: Parameters<Database["on"]>[0],
	) {
		const { rows } = await sql<AccountRow>`
			select ${accountColumns} from accounts where ${condition}
		`.execute(database.on(tx));
		return rows[0] && takeAccount(rows[0])[0];
	}
	return {
		async findOrMakeAccount(tx, account) {
			await sql`
				insert into accounts (id, email, display_name, created_at)
				values (${account.id}, ${account.email}, ${account.displayName}, ${account.createdAt})
				on conflict (email) do nothing
			`.execute(sqlOf(tx));
			const found = await readOne(sql`email = ${account.email}`, tx);
			if (!found) throw new Error("an account vanished");
			return found;
		},
		findAccount: (id, tx) => readOne(sql`id = ${id}`, tx),
		findAccountByEmail: (email, tx) => readOne(sql`email = ${email}`, tx),
		async lockAccount(tx, id) {
			await sql`select id from accounts where id = ${id} for no key update`.execute(
				sqlOf(tx),
			);
		},
	};
}
