import { createHash } from "node:crypto";
import type { Duplex } from "node:stream";
import type { ProcessId } from "@quarterdeck/contract";
import {
	type Clock,
	type Lease,
	type Leases,
	type Log,
	pause,
	type Timer,
	type Transaction,
} from "@quarterdeck/runtime";
import { sql } from "kysely";
import pg from "pg";
import type { Database } from "./database.ts";
import { send } from "./transaction.ts";

/*
 * Who holds a lease holds a session advisory lock: the server gives it to the next in line as soon as the session ends, without clocks.
 * Each hold has a session of its own, also while it waits, so this is for a few long-lived names; short work claims rows instead.
 *
 * Its SQL is not recorded beside it as that of stores is: it goes over sessions of its own, which Kysely does not compile.
 *
 * A network that is cut tells neither side. The holder asks its session for an answer every `probeMs` and gives up after `answerMs`;
 * the server gives the session up after 25 s without one, so the holder is always first.
 */
const probeMs = 2000;
const answerMs = 5000;
const sessionSettings = `
	set statement_timeout = 0; set lock_timeout = 0; set client_connection_check_interval = '2s';
	set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3`;
const firstPauseMs = 100;
const longestPauseMs = 5000;

interface LeaseDeps {
	readonly url: string;
	readonly database: Database;
	readonly processId: ProcessId;
	readonly log: Log;
	readonly clock: Clock;
}

interface Held {
	readonly fencingToken: bigint;
	/** Aborted when the session is lost. */
	readonly lost: AbortSignal;
	release(): Promise<void>;
}

/** Leases between all processes on one database. */
export function createLeases(deps: LeaseDeps): Leases {
	return {
		async hold(name, work, { signal }) {
			const held = await acquire(deps, name, signal);
			deps.log.info("a lease was acquired", { name });
			try {
				await work({
					fencingToken: held.fencingToken,
					signal: AbortSignal.any([signal, held.lost]),
				});
			} finally {
				await held.release();
			}
		},
	};
}

/**
 * Whether nobody has acquired the lease since. Nobody will before this transaction ends: a write behind this check is never late.
 */
export async function stillHolds(
	tx: Transaction,
	name: string,
	{ fencingToken }: Pick<Lease, "fencingToken">,
): Promise<boolean> {
	const [row] = await send<{ token: string }>(
		tx,
		sql`select token::text as token from leases where name = ${name} for share`,
	);
	return row?.token === fencingToken.toString();
}

async function acquire(
	deps: LeaseDeps,
	name: string,
	signal: AbortSignal,
): Promise<Held> {
	const { clock, log } = deps;
	for (let pauseMs = firstPauseMs; ; ) {
		signal.throwIfAborted();
		try {
			return await acquireOnce(deps, name, signal);
		} catch (error) {
			signal.throwIfAborted();
			if (pauseMs === firstPauseMs)
				log.warn("a lease cannot be waited for", { name, error });
			await pause(clock, pauseMs, signal);
			pauseMs = Math.min(pauseMs * 2, longestPauseMs);
		}
	}
}

/** Waits in line on a session of its own. @throws when the session fails or the wait is aborted. */
async function acquireOnce(
	deps: LeaseDeps,
	name: string,
	signal: AbortSignal,
): Promise<Held> {
	const client = new pg.Client({
		connectionString: deps.url,
		application_name: "quarterdeck-named-lease",
		connectionTimeoutMillis: 5000,
		keepAlive: true,
	});
	const lost = new AbortController();
	const lose = () => lost.abort(new Error(`the lease ${name} was lost`));
	client.on("error", lose);
	client.on("end", lose);
	let cancel = () => {};
	try {
		await client.connect();
		const pid = await prepare(client);
		cancel = () => void endSession(deps.database, pid, client);
		signal.addEventListener("abort", cancel, { once: true });
		signal.throwIfAborted();
		await client.query("select pg_advisory_lock($1)", [keyOf(name)]);
		const fencingToken = await nextToken(client, name, deps);
		lost.signal.throwIfAborted();
		signal.throwIfAborted();
		return {
			fencingToken,
			lost: lost.signal,
			...keep(deps, name, client, lost),
		};
	} catch (error) {
		await client.end().catch(() => {});
		throw error;
	} finally {
		signal.removeEventListener("abort", cancel);
	}
}

async function prepare(client: pg.Client): Promise<number> {
	await client.query(sessionSettings);
	const { rows } = await client.query<{ pid: number }>(
		"select pg_backend_pid() as pid",
	);
	return rows[0]?.pid ?? 0;
}

/** A session that waits for a lock does not hear that it is to end; the server is asked to end it. */
async function endSession(
	database: Database,
	pid: number,
	client: pg.Client,
): Promise<void> {
	await sql`select pg_terminate_backend(${pid})`
		.execute(database.on())
		.catch(() => client.end().catch(() => {}));
}

async function nextToken(
	client: pg.Client,
	name: string,
	{ processId, clock }: LeaseDeps,
): Promise<bigint> {
	const { rows } = await client.query<{ token: string }>(
		`insert into leases (name, token, holder, acquired_at) values ($1, 1, $2, $3)
		on conflict (name) do update
			set token = leases.token + 1, holder = excluded.holder, acquired_at = excluded.acquired_at
		returning token::text as token`,
		[name, processId, clock.now()],
	);
	return BigInt(rows[0]?.token ?? "");
}

/** Watches over the session until it is released or lost. */
function keep(
	{ clock, log }: LeaseDeps,
	name: string,
	client: pg.Client,
	lost: AbortController,
): Pick<Held, "release"> {
	let deadline: Timer | undefined;
	// Whoever does not answer does not take a farewell either.
	const giveUp = () => destroy(client);
	const probe = clock.every(probeMs, () => {
		if (deadline) return;
		deadline = clock.after(answerMs, giveUp);
		client.query("select").then(() => {
			deadline?.cancel();
			deadline = undefined;
		}, giveUp);
	});
	function stopProbing(): void {
		probe.cancel();
		deadline?.cancel();
	}
	lost.signal.addEventListener("abort", () => {
		stopProbing();
		log.warn("a lease was lost", { name });
	});
	return {
		async release() {
			// The probes go on meanwhile: a session that has fallen silent does not hold this up for long.
			if (!lost.signal.aborted)
				await client
					.query("select pg_advisory_unlock($1)", [keyOf(name)])
					.catch(giveUp);
			stopProbing();
			client.removeAllListeners("end");
			if (!lost.signal.aborted) await client.end().catch(giveUp);
		},
	};
}

/** Ends a session from this side alone; the client then says that it has ended. */
function destroy(client: pg.Client): void {
	const { connection } = client as { connection?: { stream?: Duplex } };
	connection?.stream?.destroy();
}

function keyOf(name: string): string {
	return createHash("sha256")
		.update(`lease ${name}`)
		.digest()
		.readBigInt64BE()
		.toString();
}
