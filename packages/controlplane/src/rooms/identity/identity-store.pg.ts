import type { PersonId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { type Kysely, type RawBuilder, sql } from "kysely";
import { type Database, sqlOf } from "../../plumbing/postgres/index.ts";
import {
	membershipOf,
	type Nullable,
	type OrganisationRow,
	organisationColumns,
	type PersonRow,
	personColumns,
	personOf,
	undefinedFor,
} from "./identity-rows.pg.ts";
import type { IdentityStore, SignInLink } from "./identity-store.ts";
import type { Organisation, Person } from "./person.ts";

/** "QDFO": the lock under which the first organisation is made. */
const firstOrganisationLock = 0x5144_464f;

/** Organisations, people and their sign-in links in PostgreSQL. */
export function createPgIdentityStore(database: Database): IdentityStore {
	return {
		...organisations(database),
		...people(database),
		...lists(database),
		...signInLinks(database),
	};
}

function organisations(
	database: Database,
): Pick<
	IdentityStore,
	| "lockFirstOrganisation"
	| "firstOrganisation"
	| "insertOrganisation"
	| "renameOrganisation"
	| "findOrganisation"
	| "listOrganisations"
> {
	const columns = sql`id, name, created_at as "createdAt"`;
	const read = (connection: Kysely<unknown>, rest: RawBuilder<unknown>) =>
		sql<Organisation>`select ${columns} from organisations ${rest}`.execute(
			connection,
		);
	return {
		async lockFirstOrganisation(tx) {
			await sql`select pg_advisory_xact_lock(${firstOrganisationLock})`.execute(
				sqlOf(tx),
			);
		},
		async firstOrganisation(tx) {
			const { rows } = await read(
				sqlOf(tx),
				sql`order by created_at, id limit 1`,
			);
			return rows[0];
		},
		async insertOrganisation(tx, organisation, owner) {
			await sql`
				insert into organisations (id, name, created_at)
				values (${organisation.id}, ${organisation.name}, ${organisation.createdAt})
			`.execute(sqlOf(tx));
			await insertPerson(owner).execute(sqlOf(tx));
		},
		async renameOrganisation(tx, organisationId, name) {
			const { rows } = await sql<Organisation>`
				update organisations set name = ${name} where id = ${organisationId} returning ${columns}
			`.execute(sqlOf(tx));
			return rows[0];
		},
		async findOrganisation(organisationId) {
			const { rows } = await read(
				database.on(),
				sql`where id = ${organisationId}`,
			);
			return rows[0];
		},
		async listOrganisations() {
			return (await read(database.on(), sql`order by created_at, id`)).rows;
		},
	};
}

function people(
	database: Database,
): Pick<
	IdentityStore,
	| "insertPerson"
	| "updatePerson"
	| "removePerson"
	| "findPerson"
	| "findPersonByEmail"
	| "findOwner"
> {
	async function readOne(
		condition: RawBuilder<unknown>,
		tx?: Transaction,
	): Promise<Person | undefined> {
		const { rows } = await sql<PersonRow>`
			select ${personColumns} from people where ${condition}
		`.execute(database.on(tx));
		return rows[0] && personOf(rows[0]);
	}
	return {
		async insertPerson(tx, person) {
			const { rows } = await sql`
				${insertPerson(person)} on conflict (organisation_id, email) where removed_at is null do nothing returning id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async updatePerson(tx, organisationId, personId, change) {
			const { rows } = await sql<PersonRow>`
				update people set
					display_name = coalesce(${change.displayName ?? null}, display_name),
					groups = coalesce(${change.groups ?? null}::text[], groups),
					role = coalesce(${change.role ?? null}, role)
				where organisation_id = ${organisationId} and id = ${personId} and removed_at is null
				returning ${personColumns}
			`.execute(sqlOf(tx));
			return rows[0] && personOf(rows[0]);
		},
		async removePerson(tx, organisationId, personId, removedAt) {
			const { rows } = await sql<PersonRow>`
				update people set removed_at = ${removedAt}
				where organisation_id = ${organisationId} and id = ${personId} and role <> 'owner' and removed_at is null
				returning ${personColumns}
			`.execute(sqlOf(tx));
			return rows[0] && personOf(rows[0]);
		},
		findPerson: (organisationId, personId, tx) =>
			readOne(
				sql`organisation_id = ${organisationId} and id = ${personId}`,
				tx,
			),
		findPersonByEmail: (organisationId, email, tx) =>
			readOne(
				sql`organisation_id = ${organisationId} and email = ${email} and removed_at is null`,
				tx,
			),
		async findOwner(organisationId, tx) {
			const owner = sql`organisation_id = ${organisationId} and role = 'owner'`;
			if (!tx) return readOne(owner);
			const locked = await readOne(sql`${owner} for update`, tx);
			// Who waited for the lock was shown the row of an owner who is none any more: it is left out then.
			return locked ?? readOne(sql`${owner} for update`, tx);
		},
	};
}

function lists(
	database: Database,
): Pick<
	IdentityStore,
	"listPeople" | "countPeople" | "removedAmong" | "listMemberships"
> {
	return {
		async listPeople(organisationId, { search }, page) {
			const { rows } = await sql<PersonRow>`
				select ${personColumns} from people
				where organisation_id = ${organisationId} and removed_at is null
					and email collate "C" > ${page.afterEmail ?? ""}
					and (${search ?? null}::text is null
						or position(lower(${search ?? ""}) in email) > 0
						or position(lower(${search ?? ""}) in lower(display_name)) > 0)
				order by email collate "C" limit ${page.limit}
			`.execute(database.on());
			return rows.map(personOf);
		},
		async countPeople(organisationId) {
			const { rows } = await sql<{ count: number }>`
				select count(*) from people where organisation_id = ${organisationId} and removed_at is null
			`.execute(database.on());
			return rows[0]?.count ?? 0;
		},
		async removedAmong(some) {
			const { rows } = await sql<{ id: PersonId }>`
				select asked.id from jsonb_to_recordset(${JSON.stringify(some)}::jsonb) as asked("organisationId" text, id text)
				where not exists (
					select from people
					where people.organisation_id = asked."organisationId" and people.id = asked.id and removed_at is null
				)
			`.execute(database.on());
			return rows.map((row) => row.id);
		},
		async listMemberships(accountId, limit, tx) {
			const { rows } = await sql<PersonRow & OrganisationRow>`
				select ${personColumns}, ${organisationColumns}
				from people join organisations on organisations.id = people.organisation_id
				where people.account_id = ${accountId} and people.removed_at is null
				order by people.created_at, people.id limit ${limit}
			`.execute(database.on(tx));
			return rows.map(membershipOf);
		},
	};
}

function signInLinks(
	database: Database,
): Pick<
	IdentityStore,
	| "insertSignInLink"
	| "findSignInLink"
	| "useSignInLink"
	| "endSignInLinks"
	| "sweepSignInLinks"
> {
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

function insertPerson(person: Person): RawBuilder<unknown> {
	return sql`
		insert into people (organisation_id, id, account_id, email, display_name, groups, role, created_at, removed_at)
		values (${person.organisationId}, ${person.id}, ${person.accountId}, ${person.email}, ${person.displayName},
			${person.groups}, ${person.role}, ${person.createdAt}, ${person.removedAt ?? null})
	`;
}
