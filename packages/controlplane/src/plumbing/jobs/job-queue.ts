import type { JobId, OrganisationId } from "@quarterdeck/contract";
import type { DeadJob, SignalChannel, Transaction } from "@quarterdeck/runtime";
import { sql } from "kysely";
import { z } from "zod";
import {
	type Database,
	send,
	sendBehind,
	signalling,
} from "../postgres/index.ts";

/** Signals that jobs were written or retried. */
export const writtenJobs: SignalChannel<true> = {
	name: "jobs",
	schema: z.literal(true),
};

export interface NewJob {
	readonly organisationId: OrganisationId;
	readonly id: JobId;
	/** Of the handler. */
	readonly name: string;
	readonly subject: string;
	/** Of this name and key there is one; a second is not written. */
	readonly idempotencyKey: string;
	readonly payload: string;
}

/** A job this process may run until the claim ends. */
export interface ClaimedJob {
	readonly organisationId: OrganisationId;
	readonly id: JobId;
	readonly name: string;
	readonly payload: string;
	/** 1 the first time. */
	readonly attempts: number;
	/** Names this claim of the job: what is said with an older one changes nothing. */
	readonly claim: number;
}

/** What a process claims nothing of. */
export interface ClaimExclusions {
	/** Ids of jobs, for instance of those that still run here although their claim has ended. */
	readonly jobs: readonly string[];
	/** Those that run as many as they may. */
	readonly organisations: readonly OrganisationId[];
}

interface DeadJobPage {
	readonly limit: number;
	/** Only jobs written before this one. */
	readonly beforeId?: string | undefined;
}

export interface JobCounts {
	readonly waiting: number;
	readonly dead: number;
}

/** Jobs as rows of PostgreSQL, by its clock. What each method of a claim says holds only while the claim does. */
export interface JobQueue {
	write(tx: Transaction, job: NewJob): void;
	/** Claims due jobs of these names, the oldest first: of each subject the first, and none while it is claimed. */
	claim(
		names: readonly string[],
		limit: number,
		seconds: number,
		excluded?: ClaimExclusions,
	): Promise<readonly ClaimedJob[]>;
	/** @returns the ids of those that are still claimed. */
	renew(
		jobs: readonly ClaimedJob[],
		seconds: number,
	): Promise<ReadonlySet<string>>;
	complete(job: ClaimedJob): Promise<void>;
	/** Tried again after so many milliseconds. */
	postpone(job: ClaimedJob, error: string, afterMs: number): Promise<void>;
	/** Never tried again by itself. */
	bury(job: ClaimedJob, error: string): Promise<void>;
	/** Gives a claim back as if it had not been. */
	release(job: ClaimedJob): Promise<void>;
	/** Milliseconds until one of these names can be claimed; undefined when none waits. */
	nextDueMs(
		names: readonly string[],
		excluded?: ClaimExclusions,
	): Promise<number | undefined>;
	count(): Promise<JobCounts>;
	/** Newest first. */
	listDead(
		organisationId: OrganisationId,
		page: DeadJobPage,
	): Promise<readonly DeadJob[]>;
	/** Lets a dead job wait again, with all its attempts. @returns it as it was, or undefined when there was none. */
	retry(
		tx: Transaction,
		organisationId: OrganisationId,
		id: string,
	): Promise<DeadJob | undefined>;
	/** Removes what was done so long ago. */
	sweepDone(olderThanSeconds: number): Promise<void>;
}

const deadColumns = sql`
	id, organisation_id as "organisationId", name, subject, payload, attempts, error, created_at as "createdAt", ended_at as "diedAt"
`;

const seconds = (count: number) => sql`make_interval(secs => ${count})`;

/** Of the row `one`. */
const isFirstOfItsSubject = sql`
	not exists (
		select from jobs earlier
		where earlier.organisation_id = one.organisation_id and earlier.name = one.name
			and earlier.subject = one.subject and earlier.state = 'waiting' and earlier.position < one.position
	)
`;

const nothing: ClaimExclusions = { jobs: [], organisations: [] };

/** Of the row `one`. */
const isNotAmong = ({ jobs, organisations }: ClaimExclusions) => sql`
	one.id <> all(${jobs}::text[]) and one.organisation_id <> all(${organisations}::text[])
`;

/** The queue on a database. */
export function createJobQueue(database: Database): JobQueue {
	const run = (statement: ReturnType<typeof sql>) =>
		statement.execute(database.on());
	const held = ({ organisationId, id, claim }: ClaimedJob) => sql`
		organisation_id = ${organisationId} and id = ${id} and claim = ${claim} and claimed_until is not null and state = 'waiting'
	`;
	return {
		write(tx, job) {
			sendBehind(
				tx,
				sql`
					insert into jobs (organisation_id, id, name, subject, idempotency_key, payload)
					values (${job.organisationId}, ${job.id}, ${job.name}, ${job.subject}, ${job.idempotencyKey}, ${job.payload})
					on conflict on constraint jobs_are_written_once do nothing
					returning ${signalling(writtenJobs, true)}
				`,
			);
		},
		claim: (names, limit, forSeconds, excluded = nothing) =>
			claim(database, { names, limit, forSeconds, excluded }),
		async renew(jobs, forSeconds) {
			const { rows } = await sql<{ id: string }>`
				update jobs set claimed_until = now() + ${seconds(forSeconds)}
				from unnest(${jobs.map(({ id }) => id)}::text[], ${jobs.map((job) => job.claim)}::bigint[],
					${jobs.map((job) => job.organisationId)}::text[]) as mine (id, claim, organisation_id)
				where jobs.organisation_id = mine.organisation_id and jobs.id = mine.id and jobs.claim = mine.claim and jobs.claimed_until is not null and jobs.state = 'waiting'
				returning jobs.id
			`.execute(database.on());
			return new Set(rows.map(({ id }) => id));
		},
		async complete(job) {
			await run(sql`
				update jobs set state = 'done', ended_at = now(), claimed_until = null, error = null where ${held(job)}
			`);
		},
		async postpone(job, error, afterMs) {
			await run(sql`
				update jobs set claimed_until = null, error = ${error}, due_at = now() + ${seconds(afterMs / 1000)} where ${held(job)}
			`);
		},
		async bury(job, error) {
			await run(sql`
				update jobs set state = 'dead', ended_at = now(), claimed_until = null, error = ${error} where ${held(job)}
			`);
		},
		async release(job) {
			await run(sql`
				update jobs set claimed_until = null, attempts = attempts - 1 where ${held(job)}
				returning ${signalling(writtenJobs, true)}
			`);
		},
		nextDueMs: (names, excluded = nothing) =>
			nextDueMs(database, names, excluded),
		async count() {
			const { rows } = await sql<JobCounts>`
				select count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'dead') as dead
				from jobs where state in ('waiting', 'dead')
			`.execute(database.on());
			return rows[0] ?? { waiting: 0, dead: 0 };
		},
		listDead: (organisationId, page) =>
			listDead(database, organisationId, page),
		async retry(tx, organisationId, id) {
			const [retried] = await send<DeadJob & { readonly signal: unknown }>(
				tx,
				sql`
					with dead as (
						select ${deadColumns} from jobs
						where organisation_id = ${organisationId} and id = ${id} and state = 'dead' for update
					)
					update jobs set state = 'waiting', ended_at = null, attempts = 0, due_at = now()
					from dead where jobs.organisation_id = ${organisationId} and jobs.id = dead.id
					returning dead.*, ${signalling(writtenJobs, true)} as signal
				`,
			);
			if (!retried) return undefined;
			const { signal: _, ...dead } = retried;
			return dead;
		},
		async sweepDone(olderThanSeconds) {
			await run(sql`
				delete from jobs where state = 'done' and ended_at < now() - ${seconds(olderThanSeconds)}
			`);
		},
	};
}

/** A row that another has claimed meanwhile is skipped: it is locked, or no longer free when it is looked at again. */
async function claim(
	database: Database,
	wanted: {
		readonly names: readonly string[];
		readonly limit: number;
		readonly forSeconds: number;
		readonly excluded: ClaimExclusions;
	},
): Promise<readonly ClaimedJob[]> {
	const { rows } = await sql<ClaimedJob>`
		update jobs set claim = claim + 1, claimed_until = now() + ${seconds(wanted.forSeconds)}, attempts = attempts + 1
		where (organisation_id, id) in (
			select one.organisation_id, one.id from jobs one
			where one.state = 'waiting' and one.name = any(${wanted.names}::text[]) and one.due_at <= now()
				and (one.claimed_until is null or one.claimed_until < now())
				and ${isNotAmong(wanted.excluded)} and ${isFirstOfItsSubject}
			order by one.due_at
			limit ${wanted.limit}
			for update skip locked
		)
		returning organisation_id as "organisationId", id, name, payload, attempts, claim
	`.execute(database.on());
	return rows;
}

async function nextDueMs(
	database: Database,
	names: readonly string[],
	excluded: ClaimExclusions,
): Promise<number | undefined> {
	const { rows } = await sql<{ ms: number | null }>`
		select (extract(epoch from min(greatest(due_at, claimed_until)) - now()) * 1000)::float8 as ms
		from jobs one
		where state = 'waiting' and name = any(${names}::text[])
			and ${isNotAmong(excluded)} and ${isFirstOfItsSubject}
	`.execute(database.on());
	return rows[0]?.ms ?? undefined;
}

async function listDead(
	database: Database,
	organisationId: OrganisationId,
	{ limit, beforeId }: DeadJobPage,
): Promise<readonly DeadJob[]> {
	const { rows } = await sql<DeadJob>`
		select ${deadColumns} from jobs
		where organisation_id = ${organisationId} and state = 'dead'
			and (${beforeId ?? null}::text is null or id < ${beforeId ?? null})
		order by id desc limit ${limit}
	`.execute(database.on());
	return rows;
}
