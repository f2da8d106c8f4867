import type { Clock, PartHealth } from "@quarterdeck/runtime";
import { sql } from "kysely";
import type { Database } from "./database.ts";
import { sqlOf } from "./transaction.ts";

/** What one look at the database showed. */
interface Look {
	readonly version: string;
	readonly role: string;
	readonly isSuperuser: boolean;
	readonly isOwner: boolean;
}

/** How long an answer stands for those who ask next: readiness can be asked by anybody. */
const freshMs = 1000;

/**
 * Says whether the database does its work, by doing some: it writes and commits. Where it does, a role that may do more than it needs
 * is noted.
 */
export function createDatabaseProbe(deps: {
	readonly database: Pick<Database, "transact">;
	readonly clock: Clock;
}): () => Promise<PartHealth> {
	let last: { readonly atMs: number; readonly health: Promise<PartHealth> } = {
		atMs: Number.NEGATIVE_INFINITY,
		health: Promise.resolve({ ok: true }),
	};
	return () => {
		const atMs = deps.clock.monotonicMs();
		if (atMs - last.atMs >= freshMs) last = { atMs, health: look(deps) };
		return last.health;
	};
}

async function look({
	database,
}: {
	readonly database: Pick<Database, "transact">;
}): Promise<PartHealth> {
	try {
		const seen = await database.transact(async (tx) => {
			await sql`
				insert into database_probe (is_only_row, written_at) values (true, now())
				on conflict (is_only_row) do update set written_at = excluded.written_at
			`.execute(sqlOf(tx));
			const { rows } = await sql<Look>`
				select current_setting('server_version') as version, current_user as role,
					(select rolsuper from pg_roles where rolname = current_user) as "isSuperuser",
					exists (
						select from pg_class
						where relname = 'audit_records' and relnamespace = current_schema()::regnamespace
							and pg_has_role(current_user, relowner, 'member')
					) as "isOwner"
			`.execute(sqlOf(tx));
			return rows[0];
		});
		return { ok: true, note: seen ? noteOn(seen) : "PostgreSQL" };
	} catch (error) {
		const problem = error instanceof Error ? error.message : String(error);
		return { ok: false, problem };
	}
}

function noteOn({ version, role, isSuperuser, isOwner }: Look): string {
	const base = `PostgreSQL ${version}`;
	const what = isSuperuser
		? "is a superuser"
		: isOwner
			? "owns the tables"
			: undefined;
	return what === undefined
		? base
		: `${base}; the role ${role} ${what}, so it can change the audit log. Give Quarterdeck a role of its own: docs/guide/operating.md`;
}
