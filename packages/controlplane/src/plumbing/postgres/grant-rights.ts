import pg from "pg";
import { asDatabaseError } from "./database-error.ts";

/*
 * What the role of the application may do, table by table. A table that is not named here is written and read like most. Nothing may
 * be truncated, and no trigger be turned off: that is the owner's.
 */
const written = "select, insert, update, delete";
const special: Readonly<Record<string, string>> = {
	audit_records: "select, insert",
	audit_signed_heads: "select, insert",
	// A head moves forward, by trigger; locking it needs a right to change it.
	audit_heads: "select, insert, update (seq, hash)",
	// Written by a trigger that runs as the owner.
	audit_record_clusters: "select",
	configurations: "select, insert",
	schema_migrations: "select",
};

/** "QDRI": of many replicas that start at once one grants at a time. */
const lockKey = 0x5144_5249;

/**
 * Gives the role of `url` the rights it needs and takes from it all others, as the owner of the tables. Does nothing where both are
 * one role.
 * @throws AppError DATABASE_UNAVAILABLE; Error when the owner's role does not own the tables.
 */
export async function grantRights(given: {
	readonly ownerUrl: string;
	readonly url: string;
}): Promise<void> {
	const role = await asRole(given.url, roleOf);
	await asRole(given.ownerUrl, async (owner) => {
		if ((await roleOf(owner)) !== role) await grantTo(owner, role);
	});
}

async function grantTo(owner: pg.Client, role: string): Promise<void> {
	const to = owner.escapeIdentifier(role);
	await owner.query("begin");
	await owner.query("select pg_advisory_xact_lock($1)", [lockKey]);
	const { rows } = await owner.query<{ name: string; schema: string }>(
		"select tablename as name, schemaname as schema from pg_tables where schemaname = current_schema() order by tablename",
	);
	const schema = owner.escapeIdentifier(rows[0]?.schema ?? "public");
	await owner.query(`revoke create on schema ${schema} from public, ${to}`);
	await owner.query(`grant usage on schema ${schema} to ${to}`);
	for (const { name } of rows) {
		const table = `${schema}.${owner.escapeIdentifier(name)}`;
		await owner.query(`revoke all on ${table} from public, ${to}`);
		await owner.query(`grant ${special[name] ?? written} on ${table} to ${to}`);
	}
	await owner.query(
		`grant usage on all sequences in schema ${schema} to ${to}`,
	);
	await owner.query("commit");
}

async function roleOf(client: pg.Client): Promise<string> {
	const { rows } = await client.query<{ role: string }>(
		"select current_user as role",
	);
	return rows[0]?.role ?? "";
}

async function asRole<T>(
	url: string,
	act: (client: pg.Client) => Promise<T>,
): Promise<T> {
	const client = new pg.Client({
		connectionString: url,
		application_name: "quarterdeck-rights",
		connectionTimeoutMillis: 10_000,
	});
	client.on("error", () => {});
	try {
		await client.connect();
		return await act(client);
	} catch (error) {
		throw asDatabaseError(error);
	} finally {
		await client.end().catch(() => {});
	}
}
