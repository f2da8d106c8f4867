import { createHash } from "node:crypto";
import type { ProcessId } from "@quarterdeck/contract";
import { type Clock, type Log, pause } from "@quarterdeck/runtime";
import { sql } from "kysely";
import type { Database } from "./database.ts";
import { keepConnection } from "./lasting-connection.ts";

/*
 * A living process holds a session advisory lock whose key is made of its id. The server drops the lock with the session, so a
 * process that was killed counts as dead at once, without clocks and time-outs.
 *
 * Any role that can connect can take any advisory lock, so a session counts only when its role has our
 * role's rights. One that waits for the lock counts as well: only its own process asks for it, and another role may be in its way.
 */

/** Holds this process's lease until `stop`. A lost session is made anew at once. */
export async function keepProcessLease(options: {
	readonly url: string;
	readonly processId: ProcessId;
	readonly log: Log;
	readonly clock: Clock;
}): Promise<{ stop(): Promise<void> }> {
	return keepConnection({
		url: options.url,
		name: "quarterdeck-lease",
		log: options.log,
		clock: options.clock,
		async prepare(client) {
			await client.query("select pg_advisory_lock($1)", [
				leaseKey(options.processId).toString(),
			]);
		},
	});
}

/** How long a process is given to make its lost session anew before it counts as dead. */
const graceMs = 2500;

/** Whether the process holds its lease. One that does not is looked at twice, for a restart of the database breaks every session. */
export async function isProcessAlive(
	deps: { readonly database: Database; readonly clock: Clock },
	processId: ProcessId,
): Promise<boolean> {
	if (await holdsLease(deps.database, processId)) return true;
	await pause(deps.clock, graceMs);
	return holdsLease(deps.database, processId);
}

/** Whether a session of the process holds its lease, or waits for it, at this moment. */
export async function holdsLease(
	database: Database,
	processId: ProcessId,
): Promise<boolean> {
	const key = BigInt.asUintN(64, leaseKey(processId));
	const { rows } = await sql<{ held: boolean }>`
		select exists (
			select from pg_locks join pg_stat_activity using (pid)
			where pg_has_role(usesysid, current_user, 'member')
				and locktype = 'advisory'
				and pg_locks.database = (select oid from pg_database where datname = current_database())
				and classid = ${(key >> 32n).toString()}::bigint::oid
				and objid = ${(key & 0xffff_ffffn).toString()}::bigint::oid
				and objsubid = 1
		) as held
	`.execute(database.on());
	return rows[0]?.held === true;
}

function leaseKey(processId: ProcessId): bigint {
	return createHash("sha256")
		.update(`process lease ${processId}`)
		.digest()
		.readBigInt64BE();
}
