import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { type PostgresKind, testPostgres } from "./test-postgres.ts";

/** A database of one's own. */
export interface FreshDatabase {
	readonly url: string;
	readonly name: string;
	/** Ends its connections and removes it. Not needed for tidiness: the server is thrown away after the run. */
	drop(): Promise<void>;
}

export interface FreshDatabaseOptions {
	/** Default `embedded`. */
	readonly server?: PostgresKind;
	/**
	 * Names the set of migrations: the first to ask migrates a template, everyone else in the run gets a copy of it.
	 * Default: the name of the function; a nameless one migrates each database itself.
	 */
	readonly template?: string;
}

/**
 * A database nobody else uses, migrated when `migrate` is given. It is meant to be made once per test file.
 * `migrate` gets the URL of an empty database and must have closed its connections when it resolves.
 */
export async function freshDatabase(
	migrate?: (url: string) => Promise<void>,
	options: FreshDatabaseOptions = {},
): Promise<FreshDatabase> {
	const serverUrl = await testPostgres(options.server);
	const name = `test_${randomBytes(6).toString("hex")}`;
	const url = urlOf(serverUrl, name);
	const key = migrate && (options.template ?? migrate.name);
	await asSuperuser(serverUrl, async (client) => {
		if (!migrate || !key) return run(client, `create database ${name}`);
		const template = await provideTemplate(client, serverUrl, key, migrate);
		return run(client, `create database ${name} template ${template}`);
	});
	if (migrate && !key) await migrate(url);
	return {
		url,
		name,
		drop: () =>
			asSuperuser(serverUrl, (client) =>
				run(client, `drop database if exists ${name} with (force)`),
			),
	};
}

async function provideTemplate(
	client: Client,
	serverUrl: string,
	key: string,
	migrate: (url: string) => Promise<void>,
): Promise<string> {
	const name = `template_${key}`;
	const template = client.escapeIdentifier(name);
	await client.query("select pg_advisory_lock(hashtext($1))", [name]);
	try {
		const found = await client.query(
			"select 1 from pg_database where datname = $1",
			[name],
		);
		if (found.rowCount === 0)
			await makeTemplate(client, serverUrl, template, migrate);
		return template;
	} finally {
		await client.query("select pg_advisory_unlock(hashtext($1))", [name]);
	}
}

// Migrated under another name and renamed when whole: a failing migration leaves no template behind.
async function makeTemplate(
	client: Client,
	serverUrl: string,
	template: string,
	migrate: (url: string) => Promise<void>,
): Promise<void> {
	const unfinished = `unfinished_${randomBytes(6).toString("hex")}`;
	await run(client, `create database ${unfinished}`);
	try {
		await migrate(urlOf(serverUrl, unfinished));
		await run(client, `alter database ${unfinished} rename to ${template}`);
	} catch (error) {
		await run(client, `drop database if exists ${unfinished} with (force)`);
		throw error;
	}
}

async function run(client: Client, statement: string): Promise<void> {
	await client.query(statement);
}

async function asSuperuser(
	serverUrl: string,
	act: (client: Client) => Promise<void>,
): Promise<void> {
	const client = new Client({ connectionString: serverUrl });
	await client.connect();
	try {
		await act(client);
	} finally {
		await client.end();
	}
}

/** The same server and user, another database. */
function urlOf(serverUrl: string, database: string): string {
	return serverUrl.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${database}`);
}
