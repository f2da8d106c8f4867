import { randomBytes } from "node:crypto";
import type { Ending } from "@quarterdeck/testkit";
import pg from "pg";

/** A session of a new role that may connect to the database and has no other right. It ends with the test. */
export async function openStrangerSession(
	t: Ending,
	url: string,
): Promise<pg.Client> {
	const role = `stranger_${randomBytes(6).toString("hex")}`;
	const owner = new pg.Client({ connectionString: url });
	await owner.connect();
	await owner.query(`create role ${role} login`);
	await owner.end();
	const stranger = new pg.Client({
		connectionString: url.replace(/user=[^&]*/, `user=${role}`),
	});
	await stranger.connect();
	t.after(() => stranger.end());
	return stranger;
}
