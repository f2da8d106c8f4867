import { sql } from "kysely";
import {
	type Database,
	type Nullable,
	sqlOf,
	undefinedFor,
} from "../../plumbing/postgres/index.ts";
import type { LinkStore, SignInLink } from "./link-store.ts";

/** Sign-in links in PostgreSQL. */
export function createPgLinkStore(database: Database): LinkStore {
	return {
		async insertSignInLink(tx, link) {
			await sql`
				insert into sign_in_links (organisation_id, id, person_id, secret_hash, expires_at, used_at, made_by,
					proves_account)
				values (${link.organisationId}, ${link.id}, ${link.personId}, ${link.secretHash}, ${link.expiresAt},
					${link.usedAt ?? null}, ${link.madeBy ?? null}, ${link.provesAccount})
			`.execute(sqlOf(tx));
		},
		async findSignInLink(id) {
			const { rows } = await sql<Nullable<SignInLink>>`
				select id, organisation_id as "organisationId", person_id as "personId", secret_hash as "secretHash",
					expires_at as "expiresAt", used_at as "usedAt", made_by as "madeBy", proves_account as "provesAccount"
				from sign_in_links where id = ${id}
			`.execute(database.on());
			return rows[0] && undefinedFor(rows[0], "usedAt", "madeBy");
		},
		async useSignInLink(tx, organisationId, id, at) {
			const { rows } = await sql`
				update sign_in_links set used_at = ${at}
				where organisation_id = ${organisationId} and id = ${id} and used_at is null and expires_at > ${at}
				returning id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async endSignInLinks(tx, organisationId, personId, at) {
			await sql`
				update sign_in_links set used_at = ${at}
				where organisation_id = ${organisationId} and (person_id = ${personId} or made_by = ${personId}) and used_at is null
			`.execute(sqlOf(tx));
		},
		async sweepSignInLinks(before, limit) {
			const { rows } = await sql`
				delete from sign_in_links
				where id in (select id from sign_in_links where expires_at < ${before} order by expires_at limit ${limit})
				returning id
			`.execute(database.on());
			return rows.length;
		},
	};
}
