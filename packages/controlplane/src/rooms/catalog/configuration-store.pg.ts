import { sql } from "kysely";
import { type Database, sqlOf } from "../../plumbing/postgres/index.ts";
import type { ConfigurationSummary } from "./configuration.ts";
import type {
	ConfigurationStore,
	StoredConfiguration,
} from "./configuration-store.ts";

const summaryColumns = sql`version, author, created_at as "createdAt", note`;
const columns = sql`
	organisation_id as "organisationId", yaml, author_id as "authorId", ${summaryColumns}
`;
type Read<Kept> = Omit<Kept, "note"> & { readonly note: string | null };

/** Configurations in PostgreSQL. */
export function createPgConfigurationStore(
	database: Database,
): ConfigurationStore {
	return {
		async lock(tx, organisationId) {
			// A row, because any role that can connect could hold an advisory lock. Rows that refer to it are inserted meanwhile.
			await sql`
				select id from organisations where id = ${organisationId} for no key update
			`.execute(sqlOf(tx));
		},
		async insert(tx, one) {
			await sql`
				insert into configurations (organisation_id, version, yaml, author_id, author, created_at, note)
				values (${one.organisationId}, ${one.version}, ${one.yaml}, ${one.authorId}, ${one.author}, ${one.createdAt},
					${one.note ?? null})
			`.execute(sqlOf(tx));
		},
		async currentVersion(organisationId, tx) {
			const { rows } = await sql<{ version: number }>`
				select coalesce(max(version), 0) as version from configurations where organisation_id = ${organisationId}
			`.execute(database.on(tx));
			return rows[0]?.version ?? 0;
		},
		async find(organisationId, version, tx) {
			const { rows } = await sql<Read<StoredConfiguration>>`
				select ${columns} from configurations where organisation_id = ${organisationId} and version = ${version}
			`.execute(database.on(tx));
			return rows[0] && stored(rows[0]);
		},
		async list(organisationId, page) {
			const { rows } = await sql<Read<ConfigurationSummary>>`
				select ${summaryColumns} from configurations
				where organisation_id = ${organisationId} and (${page.below ?? null}::integer is null or version < ${page.below ?? null})
				order by version desc limit ${page.limit}
			`.execute(database.on());
			return rows.map((row) => stored(row));
		},
	};
}

function stored<Kept extends { readonly note: string | null }>(row: Kept) {
	return { ...row, note: row.note ?? undefined };
}
