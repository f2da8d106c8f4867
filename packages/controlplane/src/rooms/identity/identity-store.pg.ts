import type { ApiTokenId, OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { type Kysely, type RawBuilder, sql } from "kysely";
import { type Database, sqlOf } from "../../plumbing/postgres/index.ts";
import type { ApiToken, IdentityStore, SignInLink } from "./identity-store.ts";
import type { Organisation, Person } from "./person.ts";

const personColumns = sql`
	people.id, people.organisation_id as "organisationId", people.email, people.display_name as "displayName", people.groups,
	people.role, people.created_at as "createdAt", people.removed_at as "removedAt"
`;
const tokenColumns = sql`
	id, organisation_id as "organisationId", person_id as "personId", secret_hash as "secretHash", label,
	created_at as "createdAt", expires_at as "expiresAt", ended_at as "endedAt", last_used_at as "lastUsedAt"
`;

/** "QDFO": the lock under which the first organisation is made. */
const firstOrganisationLock = 0x5144_464f;

/** Organisations, people and what proves them in PostgreSQL. */
export function createPgIdentityStore(database: Database): IdentityStore {
	return {
		...organisations(database),
		...people(database),
		...signInLinks(database),
		...apiTokens(database),
	};
}

function organisations(
	database: Database,
): Pick<
	IdentityStore,
	| "lockFirstOrganisation"
	| "firstOrganisation"
	| "insertOrganisation"
	| "findOrganisation"
	| "listOrganisations"
> {
	const read = (connection: Kysely<unknown>, rest: RawBuilder<unknown>) =>
		sql<Organisation>`
			select id, name, created_at as "createdAt" from organisations ${rest}
		`.execute(connection);
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
	| "removePerson"
	| "findPerson"
	| "findPersonByEmail"
	| "listPeople"
> {
	async function read(
		condition: RawBuilder<unknown>,
		tx?: Transaction,
	): Promise<Person[]> {
		const { rows } = await sql<PersonRow>`
			select ${personColumns} from people where ${condition} order by email
		`.execute(database.on(tx));
		return rows.map(personOf);
	}
	return {
		async insertPerson(tx, person) {
			const { rows } = await sql`
				${insertPerson(person)} on conflict (organisation_id, email) where removed_at is null do nothing returning id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async removePerson(tx, organisationId, personId, removedAt) {
			const { rows } = await sql<PersonRow>`
				update people set removed_at = ${removedAt}
				where organisation_id = ${organisationId} and id = ${personId} and role <> 'owner' and removed_at is null
				returning ${personColumns}
			`.execute(sqlOf(tx));
			return rows[0] && personOf(rows[0]);
		},
		async findPerson(organisationId, personId, tx) {
			const [person] = await read(
				sql`organisation_id = ${organisationId} and id = ${personId}`,
				tx,
			);
			return person;
		},
		async findPersonByEmail(organisationId, email, tx) {
			const [person] = await read(
				sql`organisation_id = ${organisationId} and email = ${email} and removed_at is null`,
				tx,
			);
			return person;
		},
		listPeople: (organisationId) =>
			read(sql`organisation_id = ${organisationId} and removed_at is null`),
	};
}

function signInLinks(
	database: Database,
): Pick<
	IdentityStore,
	"insertSignInLink" | "findSignInLink" | "useSignInLink" | "endSignInLinks"
> {
	return {
		async insertSignInLink(tx, link) {
			await sql`
				insert into sign_in_links (organisation_id, id, person_id, secret_hash, expires_at, used_at)
				values (${link.organisationId}, ${link.id}, ${link.personId}, ${link.secretHash}, ${link.expiresAt}, ${link.usedAt ?? null})
			`.execute(sqlOf(tx));
		},
		async findSignInLink(id) {
			const { rows } = await sql<
				Omit<SignInLink, "usedAt"> & { usedAt: Date | null }
			>`
				select id, organisation_id as "organisationId", person_id as "personId", secret_hash as "secretHash",
					expires_at as "expiresAt", used_at as "usedAt"
				from sign_in_links where id = ${id}
			`.execute(database.on());
			return rows[0] && { ...rows[0], usedAt: rows[0].usedAt ?? undefined };
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
				where organisation_id = ${organisationId} and person_id = ${personId} and used_at is null
			`.execute(sqlOf(tx));
		},
	};
}

function apiTokens(
	database: Database,
): Pick<
	IdentityStore,
	| "insertApiToken"
	| "findApiToken"
	| "listApiTokens"
	| "endApiTokens"
	| "touchApiTokens"
> {
	return {
		async insertApiToken(tx, token) {
			await sql`
				insert into api_tokens (organisation_id, id, person_id, secret_hash, label, created_at, expires_at)
				values (${token.organisationId}, ${token.id}, ${token.personId}, ${token.secretHash}, ${token.label},
					${token.createdAt}, ${token.expiresAt ?? null})
			`.execute(sqlOf(tx));
		},
		async findApiToken(id) {
			const tokens = await sql<TokenRow>`
				select ${tokenColumns} from api_tokens where id = ${id}
			`.execute(database.on());
			const token = tokens.rows[0] && tokenOf(tokens.rows[0]);
			return token && withPerson(database, token);
		},
		async listApiTokens(organisationId, personId) {
			const { rows } = await sql<TokenRow>`
				select ${tokenColumns} from api_tokens
				where organisation_id = ${organisationId} and person_id = ${personId} and ended_at is null
				order by created_at, id
			`.execute(database.on());
			return rows.map(tokenOf);
		},
		async endApiTokens(tx, organisationId, personId, only, at) {
			const { rows } = await sql<{ id: ApiTokenId }>`
				update api_tokens set ended_at = ${at}
				where organisation_id = ${organisationId} and person_id = ${personId} and ended_at is null
					and (${only ?? null}::text is null or id = ${only ?? null})
				returning id
			`.execute(sqlOf(tx));
			return rows.map((row) => row.id);
		},
		async touchApiTokens(uses) {
			await sql`
				update api_tokens set last_used_at = greatest(last_used_at, used.at)
				from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as used("organisationId" text, id text, at timestamptz)
				where api_tokens.organisation_id = used."organisationId" and api_tokens.id = used.id
			`.execute(database.on());
		},
	};
}

async function withPerson(database: Database, token: ApiToken) {
	const { rows } = await sql<
		PersonRow & { organisationName: string; organisationCreatedAt: Date }
	>`
		select ${personColumns}, organisations.name as "organisationName", organisations.created_at as "organisationCreatedAt"
		from people join organisations on organisations.id = people.organisation_id
		where people.organisation_id = ${token.organisationId} and people.id = ${token.personId}
	`.execute(database.on());
	if (!rows[0]) return undefined;
	const { organisationName, organisationCreatedAt, ...person } = rows[0];
	const organisation: Organisation = {
		id: token.organisationId,
		name: organisationName,
		createdAt: organisationCreatedAt,
	};
	return { token, person: personOf(person), organisation };
}

function insertPerson(person: Person): RawBuilder<unknown> {
	return sql`
		insert into people (organisation_id, id, email, display_name, groups, role, created_at, removed_at)
		values (${person.organisationId}, ${person.id}, ${person.email}, ${person.displayName}, ${person.groups}, ${person.role},
			${person.createdAt}, ${person.removedAt ?? null})
	`;
}

type PersonRow = Omit<Person, "removedAt"> & {
	readonly organisationId: OrganisationId;
	readonly removedAt: Date | null;
};

function personOf(row: PersonRow): Person {
	return { ...row, removedAt: row.removedAt ?? undefined };
}

type TokenRow = Omit<ApiToken, "expiresAt" | "endedAt" | "lastUsedAt"> & {
	readonly expiresAt: Date | null;
	readonly endedAt: Date | null;
	readonly lastUsedAt: Date | null;
};

function tokenOf(row: TokenRow): ApiToken {
	return {
		...row,
		expiresAt: row.expiresAt ?? undefined,
		endedAt: row.endedAt ?? undefined,
		lastUsedAt: row.lastUsedAt ?? undefined,
	};
}
