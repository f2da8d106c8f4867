import { Client } from "pg";
import { appName } from "./postgres-data.ts";

/** Owns the database and its tables; migrations run as this role. */
export const ownerRole = "quarterdeck_owner";
/** What the control plane works as: it owns nothing and has the rights that the control plane gives it. */
export const applicationRole = "quarterdeck_application";

/**
 * Makes the database and its roles unless they are there. What an older version made as the superuser is handed to the owner.
 * @param urlOf leads to a database as the superuser.
 */
export async function provideDatabase(
	urlOf: (database: string) => string,
): Promise<void> {
	await asSuperuser(urlOf("postgres"), async (client) => {
		for (const role of [ownerRole, applicationRole])
			if (!(await exists(client, "pg_roles where rolname", role)))
				await client.query(`create role ${role} login`);
		if (!(await exists(client, "pg_database where datname", appName)))
			await client.query(`create database ${appName} owner ${ownerRole}`);
		await client.query(`alter database ${appName} owner to ${ownerRole}`);
		await client.query(`revoke all on database ${appName} from public`);
		await client.query(
			`grant connect on database ${appName} to ${applicationRole}`,
		);
	});
	await asSuperuser(urlOf(appName), async (client) => {
		await client.query(handOver);
		await client.query(closeLargeObjects);
	});
}

/** Everybody may make large objects, which no table's rights bound; we keep none. */
const closeLargeObjects = `
	do $$
	declare statement text;
	begin
		for statement in
			select format('revoke execute on function %s from public', oid::regprocedure) from pg_proc
			where pronamespace = 'pg_catalog'::regnamespace and proname ~ '^(lo_|loread$|lowrite$)'
		loop
			execute statement;
		end loop;
	end $$`;

/** Sequences of columns and indexes go with their tables. */
const handOver = `
	do $$
	declare statement text;
	begin
		for statement in
			select format('alter table %s owner to ${ownerRole}', oid::regclass) from pg_class
			where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relowner <> '${ownerRole}'::regrole
			union all
			select format('alter function %s owner to ${ownerRole}', oid::regprocedure) from pg_proc
			where pronamespace = 'public'::regnamespace and proowner <> '${ownerRole}'::regrole
		loop
			execute statement;
		end loop;
	end $$`;

async function exists(
	client: Client,
	where: string,
	name: string,
): Promise<boolean> {
	const { rows } = await client.query(`select from ${where} = $1`, [name]);
	return rows.length > 0;
}

async function asSuperuser(
	url: string,
	act: (client: Client) => Promise<unknown>,
): Promise<void> {
	const client = new Client({ connectionString: url });
	await client.connect();
	try {
		await act(client);
	} finally {
		await client.end();
	}
}
