import type { ApiTokenId } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import {
	type Database,
	type Nullable,
	sqlOf,
	undefinedFor,
} from "../../plumbing/postgres/index.ts";
import { tokenScopes } from "../people/index.ts";
import type {
	ApiToken,
	StoredMachineToken,
	TokenPage,
	TokenStore,
	TokenUse,
} from "./token-store.ts";

/** API tokens and machine tokens in PostgreSQL. */
export function createPgTokenStore(database: Database): TokenStore {
	return { ...apiTokens(database), ...machineTokens(database) };
}

const tokenColumns = sql`
	id, organisation_id as "organisationId", person_id as "personId", secret_hash as "secretHash", label, scopes,
	created_at as "createdAt", expires_at as "expiresAt", ended_at as "endedAt", last_used_at as "lastUsedAt"
`;
type TokenRow = Nullable<Omit<ApiToken, "scopes">> & {
	readonly scopes: ApiToken["scopes"] | null;
};

function tokenOf(row: TokenRow): ApiToken {
	return {
		...undefinedFor(row, "expiresAt", "endedAt", "lastUsedAt"),
		scopes: row.scopes ?? tokenScopes,
	};
}

function apiTokens(
	database: Database,
): Pick<
	TokenStore,
	| "insertApiToken"
	| "findApiToken"
	| "listApiTokens"
	| "endApiTokens"
	| "endedAmong"
	| "touchApiTokens"
> {
	return {
		async insertApiToken(tx, token) {
			await sql`
				insert into api_tokens (organisation_id, id, person_id, secret_hash, label, scopes, created_at, expires_at)
				values (${token.organisationId}, ${token.id}, ${token.personId}, ${token.secretHash}, ${token.label},
					${token.scopes}, ${token.createdAt}, ${token.expiresAt ?? null})
			`.execute(sqlOf(tx));
		},
		async findApiToken(id) {
			const { rows } = await sql<TokenRow>`
				select ${tokenColumns} from api_tokens where id = ${id}
			`.execute(database.on());
			return rows[0] && tokenOf(rows[0]);
		},
		async listApiTokens(organisationId, personId, page, tx) {
			const { rows } = await sql<TokenRow>`
				select ${tokenColumns} from api_tokens
				where organisation_id = ${organisationId} and person_id = ${personId} and ${openOnPage(page)}
			`.execute(database.on(tx));
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
		async endedAmong(ids, at) {
			const { rows } = await sql<{ id: ApiTokenId }>`
				select asked.id from unnest(${ids}::text[]) as asked(id)
				where not exists (
					select from api_tokens
					where api_tokens.id = asked.id and ended_at is null and (expires_at is null or expires_at > ${at})
				)
			`.execute(database.on());
			return rows.map((row) => row.id);
		},
		touchApiTokens: (uses) => touch(database, sql`api_tokens`, uses),
	};
}

const machineColumns = sql`
	id, organisation_id as "organisationId", cluster_id as "clusterId",
	secret_hash as "secretHash", label, made_by as "madeBy", created_at as "createdAt",
	expires_at as "expiresAt", ended_at as "endedAt", last_used_at as "lastUsedAt"
`;
type MachineRow = Nullable<StoredMachineToken>;

function machineOf(row: MachineRow): StoredMachineToken {
	return undefinedFor(row, "expiresAt", "endedAt", "lastUsedAt");
}

function machineTokens(
	database: Database,
): Pick<
	TokenStore,
	| "insertMachineToken"
	| "findMachineToken"
	| "listMachineTokens"
	| "endingMachineTokens"
	| "endMachineTokens"
	| "touchMachineTokens"
> {
	return {
		async insertMachineToken(tx, token) {
			await sql`
				insert into machine_tokens
					(organisation_id, id, cluster_id, secret_hash, label, made_by, created_at, expires_at)
				values (${token.organisationId}, ${token.id}, ${token.clusterId}, ${token.secretHash}, ${token.label},
					${token.madeBy}, ${token.createdAt}, ${token.expiresAt ?? null})
			`.execute(sqlOf(tx));
		},
		async findMachineToken(id) {
			const { rows } = await sql<MachineRow>`
				select ${machineColumns} from machine_tokens where id = ${id}
			`.execute(database.on());
			return rows[0] && machineOf(rows[0]);
		},
		async listMachineTokens(organisationId, clusterId, page, tx) {
			const { rows } = await sql<MachineRow>`
				select ${machineColumns} from machine_tokens
				where organisation_id = ${organisationId} and cluster_id = ${clusterId} and ${openOnPage(page)}
			`.execute(database.on(tx));
			return rows.map(machineOf);
		},
		async endingMachineTokens(organisationId, { from, before }, limit) {
			const { rows } = await sql<MachineRow>`
				select ${machineColumns} from machine_tokens
				where organisation_id = ${organisationId} and ended_at is null and expires_at > ${from} and expires_at < ${before}
				order by expires_at, id limit ${limit}
			`.execute(database.on());
			return rows.map(machineOf);
		},
		async endMachineTokens(tx, organisationId, which, at) {
			const one = "id" in which ? which.id : null;
			const cluster = "clusterId" in which ? which.clusterId : null;
			const maker = "madeBy" in which ? which.madeBy : null;
			const { rows } = await sql<MachineRow>`
				update machine_tokens set ended_at = ${at}
				where organisation_id = ${organisationId} and ended_at is null
					and (id = ${one}::text or cluster_id = ${cluster}::text or made_by = ${maker}::text)
				returning ${machineColumns}
			`.execute(sqlOf(tx));
			return rows.map(machineOf);
		},
		touchMachineTokens: (uses) => touch(database, sql`machine_tokens`, uses),
	};
}

function openOnPage(page: TokenPage): RawBuilder<unknown> {
	return sql`
		ended_at is null and (expires_at is null or expires_at > ${page.at})
			and (${page.beforeId ?? null}::text is null or id < ${page.beforeId ?? null})
		order by id desc limit ${page.limit}
	`;
}

async function touch(
	database: Database,
	table: RawBuilder<unknown>,
	uses: readonly TokenUse[],
): Promise<void> {
	await sql`
		update ${table} as tokens set last_used_at = greatest(last_used_at, used.at)
		from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as used(id text, at timestamptz)
		where tokens.id = used.id
	`.execute(database.on());
}
