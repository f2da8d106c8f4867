import { sql } from "kysely";
import { sqlOf } from "../../plumbing/postgres/index.ts";
import type {
	ProviderAccount,
	ProviderAccountStore,
} from "./provider-account-store.ts";

/** Provider accounts in PostgreSQL. */
export function createPgProviderAccountStore(): ProviderAccountStore {
	return {
		async findProviderAccount(tx, issuer, subject) {
			const { rows } = await sql<ProviderAccount>`
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
		async insertProviderAccount(tx, account) {
			const { rows } = await sql`
				insert into provider_identities (issuer, subject, account_id, email, created_at, last_seen_at)
				values (${account.issuer}, ${account.subject}, ${account.accountId}, ${account.email}, ${account.createdAt},
					${account.lastSeenAt})
				on conflict do nothing returning subject
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async touchProviderAccount(tx, { issuer, subject, email, lastSeenAt }) {
			await sql`
				update provider_identities set email = ${email}, last_seen_at = ${lastSeenAt}
				where issuer = ${issuer} and subject = ${subject}
			`.execute(sqlOf(tx));
		},
	};
}
