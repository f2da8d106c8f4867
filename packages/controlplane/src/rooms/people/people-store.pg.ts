import type { PersonId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { type Kysely, type RawBuilder, sql } from "kysely";
import { type Database, sqlOf } from "../../plumbing/postgres/index.ts";
import { behindPerson, orderBy } from "./people-order.pg.ts";
import {
	type AccountRow,
	accountColumns,
	membershipOf,
	type OrganisationRow,
	organisationColumns,
	type PersonRow,
	personColumns,
	personOf,
	takeAccount,
} from "./people-rows.pg.ts";
import type { PeopleStore } from "./people-store.ts";
import type { Organisation, Person } from "./person.ts";

/** "QDFO": the lock under which the first organisation is made. */
const firstOrganisationLock = 0x5144_464f;

/** Organisations and people in PostgreSQL. */
export function createPgPeopleStore(database: Database): PeopleStore {
	return {
		...organisations(database),
		...people(database),
		...memberships(database),
		...lists(database),
	};
}

function organisations(
	database: Database,
): Pick<
	PeopleStore,
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
	PeopleStore,
	| "insertPerson"
	| "lockPerson"
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
		lockPerson: (tx, organisationId, personId) =>
			readOne(
				sql`organisation_id = ${organisationId} and id = ${personId} and removed_at is null for no key update`,
				tx,
			),
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
): Pick<PeopleStore, "listPeople" | "countPeople" | "removedAmong"> {
	return {
		async listPeople(organisationId, { search, order = "email" }, page) {
			const { rows } = await sql<PersonRow>`
				select ${personColumns} from people
				where organisation_id = ${organisationId} and removed_at is null
					and ${behindPerson(organisationId, order, page.afterEmail)}
					and (${search ?? null}::text is null
						or position(lower(${search ?? ""}) in email) > 0
						or position(lower(${search ?? ""}) in lower(display_name)) > 0)
				order by ${orderBy(order)} limit ${page.limit}
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
	};
}

function memberships(
	database: Database,
): Pick<PeopleStore, "findMember" | "findMembership" | "listMemberships"> {
	return {
		async findMember(organisationId, personId) {
			const { rows } = await sql<PersonRow & OrganisationRow & AccountRow>`
				select ${personColumns}, ${organisationColumns}, ${accountColumns}
				from people
					join organisations on organisations.id = people.organisation_id
					join accounts on accounts.id = people.account_id
				where people.organisation_id = ${organisationId} and people.id = ${personId}
			`.execute(database.on());
			if (!rows[0]) return undefined;
			const [account, rest] = takeAccount(rows[0]);
			return { account, ...membershipOf(rest) };
		},
		async findMembership(accountId, organisationId, tx) {
			const { rows } = await sql<PersonRow & OrganisationRow>`
				select ${personColumns}, ${organisationColumns}
				from people join organisations on organisations.id = people.organisation_id
				where people.organisation_id = ${organisationId} and people.account_id = ${accountId} and people.removed_at is null
			`.execute(database.on(tx));
			return rows[0] && membershipOf(rows[0]);
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

function insertPerson(person: Person): RawBuilder<unknown> {
	return sql`
		insert into people (organisation_id, id, account_id, email, display_name, groups, role, created_at, removed_at,
			line_of)
		values (${person.organisationId}, ${person.id}, ${person.accountId}, ${person.email}, ${person.displayName},
			${person.groups}, ${person.role}, ${person.createdAt}, ${person.removedAt ?? null},
			${person.lineOf ?? null})
	`;
}
