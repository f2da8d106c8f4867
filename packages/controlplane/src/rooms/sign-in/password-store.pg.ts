import { sql } from "kysely";
import {
	type Database,
	type Nullable,
	sqlOf,
	undefinedFor,
} from "../../plumbing/postgres/index.ts";
import type {
	PasswordAttempts,
	PasswordStore,
	StoredPassword,
} from "./password-store.ts";

/** Passwords, and attempts to guess them, in PostgreSQL. */
export function createPgPasswordStore(database: Database): PasswordStore {
	return { ...passwords(database), ...attempts(database) };
}

function passwords(
	database: Database,
): Pick<
	PasswordStore,
	| "hasPassword"
	| "listPasswords"
	| "putPassword"
	| "deleteNarrowPasswords"
	| "closePasswords"
> {
	return {
		async hasPassword(accountId, provedFor, tx) {
			const { rows } = await sql`
				select from account_passwords
				where account_id = ${accountId} and proved_for is not distinct from ${provedFor ?? null}
			`.execute(database.on(tx));
			return rows.length > 0;
		},
		async listPasswords(accountId, limit, tx) {
			const { rows } = await sql<Nullable<StoredPassword>>`
				select proved_for as "provedFor", hash, set_at as "setAt", reach from account_passwords
				where account_id = ${accountId} order by set_at desc, coalesce(proved_for, '') limit ${limit}
			`.execute(database.on(tx));
			return rows.map((row) => undefinedFor(row, "provedFor", "reach"));
		},
		async putPassword(tx, accountId, { provedFor, hash, setAt, reach }) {
			await sql`
				insert into account_passwords (account_id, proved_for, hash, set_at, reach)
				values (${accountId}, ${provedFor ?? null}, ${hash}, ${setAt}, ${reach ?? null})
				on conflict (account_id, coalesce(proved_for, ''))
				do update set hash = excluded.hash, set_at = excluded.set_at, reach = excluded.reach
			`.execute(sqlOf(tx));
		},
		async deleteNarrowPasswords(tx, accountId) {
			await sql`
				delete from account_passwords where account_id = ${accountId} and reach is not null
			`.execute(sqlOf(tx));
		},
		async closePasswords(tx, accountId, organisationId) {
			await sql`
				update account_passwords set reach = array_remove(reach, ${organisationId})
				where account_id = ${accountId} and ${organisationId} = any (reach)
			`.execute(sqlOf(tx));
			await sql`
				delete from account_passwords where account_id = ${accountId} and reach = '{}'
			`.execute(sqlOf(tx));
		},
	};
}

function attempts(
	database: Database,
): Pick<PasswordStore, "countAttempt" | "forgiveAttempts" | "sweepAttempts"> {
	return {
		async countAttempt(key, { at, limit, seconds, doubles }) {
			const { rows } = await sql<Nullable<PasswordAttempts>>`
				insert into password_attempts as known (key, failures, since, lockouts) values (${key}, 1, ${at}, 0)
				on conflict (key) do update set (failures, since, lockouts, locked_until) = (
					select case
							when is_locked then ${limit}::integer + 2
							when is_over then 1
							else known.failures + 1
						end,
						case when is_over then ${at} else known.since end,
						case
							when is_locked then known.lockouts
							when locks then known.lockouts + 1
							when is_old then 0
							else known.lockouts
						end,
						case
							when is_locked then known.locked_until
							when locks then ${at}::timestamptz
								+ interval '1 second' * least(86400, ${seconds}::integer * 2 ^ least(known.lockouts, ${doubles ? 20 : 0}))
						end
					from (
						select coalesce(known.locked_until > ${at}, false) as is_locked,
							known.since <= ${at}::timestamptz - interval '1 day' as is_old,
							coalesce(known.locked_until <= ${at}, known.since <= ${at}::timestamptz - interval '1 second' * ${seconds}::integer)
								as is_over
					) as state,
					lateral (select not is_over and not is_locked and known.failures + 1 > ${limit}::integer as locks) as next
				)
				returning key, failures, lockouts, locked_until as "lockedUntil"
			`.execute(database.on());
			const [row] = rows;
			if (!row) throw new Error("an attempt was not counted");
			return undefinedFor(row, "lockedUntil");
		},
		async forgiveAttempts(key, which) {
			await (which === "all"
				? sql`delete from password_attempts where key = ${key}`
				: sql`
					update password_attempts set failures = failures - 1
					where key = ${key} and failures > 0 and locked_until is null
				`
			).execute(database.on());
		},
		async sweepAttempts(before, limit) {
			const { rows } = await sql`
				delete from password_attempts where key in (
					select key from password_attempts
					where since < ${before} and (locked_until is null or locked_until < ${before})
					order by since limit ${limit}
				)
				returning key
			`.execute(database.on());
			return rows.length;
		},
	};
}
