import type { Clock, Job, PartHealth } from "@quarterdeck/runtime";
import { sql } from "kysely";
import type { Database } from "./database.ts";

/**
 * The database's time, so that all replicas decide by one clock: what has expired for one has expired for all. Between two looks it is
 * told on by durations, so that nobody who sets this machine's clock moves it.
 */
export interface DatabaseClock extends Clock {
	/** Why nobody should be served: this machine's clock is far from the database's. Undefined when it is not. */
	problem(): string | undefined;
	health(): PartHealth;
	/** Looks at the database's clock again. */
	readonly job: Job;
}

/** A machine that is set by NTP is off by milliseconds. */
const noteBeyondMs = 5000;
const refuseBeyondMs = 60_000;
/** An answer that took longer says too little about the instant. */
const longestAnswerMs = 2000;

/** @throws AppError DATABASE_UNAVAILABLE when the first look fails. */
export async function createDatabaseClock(deps: {
	readonly database: Pick<Database, "on">;
	/** This machine's. */
	readonly clock: Clock;
}): Promise<DatabaseClock> {
	const { database, clock } = deps;
	let anchor = await look();

	async function look() {
		const sentMs = clock.monotonicMs();
		const { rows } = await sql<{ ms: number }>`
			select extract(epoch from clock_timestamp()) * 1000::float8 as ms
		`.execute(database.on());
		const heardMs = clock.monotonicMs();
		return {
			databaseMs: Number(rows[0]?.ms),
			atMs: (sentMs + heardMs) / 2,
			tookMs: heardMs - sentMs,
		};
	}
	function databaseMs(): number {
		return anchor.databaseMs + clock.monotonicMs() - anchor.atMs;
	}
	/** What is wrong beyond so many milliseconds. */
	function difference(beyondMs: number): string | undefined {
		const offMs = clock.now().getTime() - databaseMs();
		if (Math.abs(offMs) <= beyondMs) return undefined;
		const seconds = Math.round(Math.abs(offMs) / 1000);
		return `the clock of this machine is ${seconds} s ${offMs < 0 ? "behind" : "ahead of"} the database's`;
	}
	return {
		...clock,
		now: () => new Date(databaseMs()),
		problem: () => difference(refuseBeyondMs),
		health() {
			const problem = difference(refuseBeyondMs);
			if (problem) return { ok: false, problem: `${problem}; set both by NTP` };
			const note = difference(noteBeyondMs);
			return note ? { ok: true, note } : { ok: true };
		},
		job: {
			name: "look-at-database-clock",
			description: "Compares this machine's clock with the database's.",
			every: 30,
			async run() {
				const seen = await look();
				if (seen.tookMs <= longestAnswerMs) anchor = seen;
			},
		},
	};
}
