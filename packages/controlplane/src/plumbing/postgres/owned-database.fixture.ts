import { randomBytes } from "node:crypto";
import { freshDatabase, type TestedPostgres } from "@quarterdeck/testkit";
import pg from "pg";

/** An empty database as the guide has it made: of a role that owns it, for one that uses it. */
export interface OwnedDatabase {
	readonly url: string;
	readonly ownerUrl: string;
	readonly superuserUrl: string;
}

/** Makes the database and its two roles, and removes them at the end. */
export async function openOwnedDatabase(
	t: { after(act: () => Promise<void>): void },
	postgres: Pick<TestedPostgres, "freshDatabase"> = { freshDatabase },
): Promise<OwnedDatabase> {
	const { url: superuserUrl, name, drop } = await postgres.freshDatabase();
	const mark = randomBytes(4).toString("hex");
	const [owner, user] = [`owner_${mark}`, `user_${mark}`];
	await run(
		superuserUrl,
		`create role ${owner} login`,
		`create role ${user} login`,
		`alter database ${name} owner to ${owner}`,
		`revoke all on database ${name} from public`,
		`grant connect on database ${name} to ${user}`,
	);
	t.after(async () => {
		await drop();
		const { url } = await postgres.freshDatabase();
		await run(url, `drop role ${owner}`, `drop role ${user}`);
	});
	const as = (role: string) => {
		const url = new URL(superuserUrl);
		url.searchParams.set("user", role);
		return url.href;
	};
	return { url: as(user), ownerUrl: as(owner), superuserUrl };
}

async function run(url: string, ...statements: string[]): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		for (const statement of statements) await client.query(statement);
	} finally {
		await client.end();
	}
}
