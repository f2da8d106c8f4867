import { type RawBuilder, sql } from "kysely";
import { type Database, sqlOf } from "../../plumbing/postgres/index.ts";
import type {
	AccountStore,
	PasswordAttempts,
	ProviderIdentity,
	StoredPassword,
} from "./account-store.ts";
import {
	type AccountRow,
	accountColumns,
	type Nullable,
	takeAccount,
	undefinedFor,
} from "./identity-rows.pg.ts";

/** Accounts and what proves them in PostgreSQL. */
export function createPgAccountStore(database: Database): AccountStore {
	return {
		...accounts(database),
		...providerIdentities(),
		...passwords(database),
		...attempts(database),
	};
}

function accounts(
	database: Database,
): Pick<
	AccountStore,
	"findOrMakeAccount" | "findAccount" | "findAccountByEmail" | "lockAccount"
> {
	async function readOne(
		condition: RawBuilder<unknown>,
		tx?: Parameters<Database["on"]>[0],
	) {
		const { rows } = await sql<AccountRow>`
			select ${accountColumns()} from accounts where ${condition}
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

function providerIdentities(): Pick<
	AccountStore,
	| "findProviderIdentity"
	| "isHeldByAnother"
	| "insertProviderIdentity"
	| "touchProviderIdentity"
> {
	return {
		async findProviderIdentity(tx, issuer, subject) {
			const { rows } = await sql<ProviderIdentity>`
				select issuer, subject, account_id as "accountId", email, created_at as "createdAt", last_seen_at as "lastSeenAt"
				from provider_identities where issuer = ${issuer} and subject = ${subject}
			`.execute(sqlOf(tx));
			return rows[0];
		},
		async isHeldByAnother(tx, { issuer, subject, accountId, email }) {
			const { rows } = await sql`
				select subject from provider_identities
				where issuer = ${issuer} and subject <> ${subject} and (account_id = ${accountId} or email = ${email}) limit 1
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async insertProviderIdentity(tx, identity) {
			const { rows } = await sql`
				insert into provider_identities (issuer, subject, account_id, email, created_at, last_seen_at)
				values (${identity.issuer}, ${identity.subject}, ${identity.accountId}, ${identity.email}, ${identity.createdAt},
					${identity.lastSeenAt})
				on conflict do nothing returning subject
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async touchProviderIdentity(tx, { issuer, subject, email, lastSeenAt }) {
			await sql`
				update provider_identities set email = ${email}, last_seen_at = ${lastSeenAt}
				where issuer = ${issuer} and subject = ${subject}
			`.execute(sqlOf(tx));
		},
	};
}

function passwords(
	database: Database,
): Pick<
	AccountStore,
	"listPasswords" | "putPassword" | "deleteNarrowPasswords" | "closePasswords"
> {
	return {
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
): Pick<AccountStore, "countAttempt" | "forgiveAttempts" | "sweepAttempts"> {
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
