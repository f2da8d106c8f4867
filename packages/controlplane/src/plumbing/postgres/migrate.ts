import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { asDatabaseError } from "./database-error.ts";

/** One hand-written step, `NNNN-what-it-does.sql`; it is never changed once it was released. */
export interface Migration {
	readonly number: number;
	readonly name: string;
	readonly sql: string;
	/** SHA-256 (hex) of the text. */
	readonly checksum: string;
}

export interface MigrationResult {
	/** Names of those this call applied. */
	readonly applied: readonly string[];
	/** Names of those in the database that this program does not know: a newer replica was here. */
	readonly ahead: readonly string[];
}

/** "QDMI", so that nothing else on a shared server takes the same lock by chance. */
const lockKey = 0x5144_4d49;
const ownMigrations = fileURLToPath(
	new URL("../../../migrations/", import.meta.url),
);

/**
 * Brings the database forward: each missing step in a transaction of its own, under a lock, so that any number of replicas may
 * start at once.
 * @throws Error when an applied step was changed afterwards or a step fails (nothing of that step is left behind);
 * AppError DATABASE_UNAVAILABLE.
 */
export async function migrate(
	url: string,
	options: { readonly directory?: string } = {},
): Promise<MigrationResult> {
	const migrations = await readMigrations(options.directory ?? ownMigrations);
	const client = new pg.Client({
		connectionString: url,
		application_name: "quarterdeck-migrations",
		connectionTimeoutMillis: 10_000,
	});
	client.on("error", () => {});
	try {
		await client.connect();
		await client.query("select pg_advisory_lock($1)", [lockKey]);
		return await applyMissing(client, migrations);
	} catch (error) {
		throw asDatabaseError(error);
	} finally {
		await client.end().catch(() => {});
	}
}

/** The steps of a directory in order. @throws Error for a gap, a double number or a foreign file name. */
export async function readMigrations(
	directory: string,
): Promise<readonly Migration[]> {
	const names = (await readdir(directory))
		.filter((name) => name.endsWith(".sql"))
		.sort();
	return Promise.all(
		names.map(async (name, index) => {
			const number = Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]);
			if (number !== index + 1)
				throw new Error(
					`migration ${name} should begin with ${String(index + 1).padStart(4, "0")}-`,
				);
			const sql = await readFile(join(directory, name), "utf8");
			const checksum = createHash("sha256").update(sql).digest("hex");
			return { number, name, sql, checksum };
		}),
	);
}

async function applyMissing(
	client: pg.Client,
	migrations: readonly Migration[],
): Promise<MigrationResult> {
	await client.query(`
		create table if not exists schema_migrations (
			number integer constraint schema_migrations_key primary key,
			name text not null,
			checksum text not null,
			applied_at timestamptz not null default now()
		)`);
	const { rows } = await client.query<{
		number: number;
		name: string;
		checksum: string;
	}>("select number, name, checksum from schema_migrations order by number");
	const before = new Map(rows.map((row) => [row.number, row]));
	const applied: string[] = [];
	for (const migration of migrations) {
		const known = before.get(migration.number);
		before.delete(migration.number);
		if (!known) {
			await applyOne(client, migration);
			applied.push(migration.name);
		} else if (known.checksum !== migration.checksum)
			throw new Error(
				`migration ${known.name} was changed after it was applied: restore its text and write a new step`,
			);
	}
	return { applied, ahead: [...before.values()].map((row) => row.name) };
}

async function applyOne(
	client: pg.Client,
	migration: Migration,
): Promise<void> {
	await client.query("begin");
	try {
		await client.query(migration.sql);
		await client.query(
			"insert into schema_migrations (number, name, checksum) values ($1, $2, $3)",
			[migration.number, migration.name, migration.checksum],
		);
		await client.query("commit");
	} catch (cause) {
		await client.query("rollback");
		throw new Error(`migration ${migration.name} failed: ${String(cause)}`, {
			cause,
		});
	}
}
