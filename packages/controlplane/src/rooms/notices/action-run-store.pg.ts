import type { OrganisationId } from "@quarterdeck/contract";
import { sql } from "kysely";
import { type Database, send } from "../../plumbing/postgres/index.ts";
import type {
	ActionRun,
	ActionRunKey,
	ActionRunsNotRun,
	ClaimedActionRun,
} from "./action-run.ts";
import type { ActionRunStore } from "./action-run-store.ts";

type Row = Omit<ClaimedActionRun, "reason"> & {
	readonly reason: string | null;
};

/** Runs of actions in PostgreSQL. */
export function createPgActionRunStore(
	database: Pick<Database, "on" | "transact">,
): ActionRunStore {
	return {
		async lockRecent(tx, organisationId, since, actions, limit) {
			await send(
				tx,
				sql`select pg_advisory_xact_lock(hashtextextended('action_runs ' || ${organisationId}, 0))`,
			);
			return send(
				tx,
				sql<Pick<ActionRun, "action" | "object" | "at">>`
					select recent.* from unnest(${[...actions]}::text[]) as wanted (action), lateral (
						select action, object, at from action_runs
						where organisation_id = ${organisationId} and action = wanted.action and state in ('due', 'run') and at > ${since}
						order by at desc limit ${limit}
					) as recent
				`,
			);
		},
		add: (tx, organisationId, runs) =>
			send(tx, insertRuns(organisationId, runs)),
		async claimDue(at, until, limit) {
			const { rows } = await sql<Row>`
				update action_runs set claimed_until = ${until}
				where (organisation_id, action, cluster_id, notice_id) in (
					select organisation_id, action, cluster_id, notice_id from action_runs
					where state = 'due' and (claimed_until is null or claimed_until <= ${at})
					order by at limit ${limit} for update skip locked
				)
				returning organisation_id as "organisationId", action, cluster_id as "clusterId", notice_id as "noticeId",
					display_name as "displayName", cluster_name as "clusterName", channel, object, state, command_id as "commandId", command,
					reason, happened_at as "happenedAt", at
			`.execute(database.on());
			return rows
				.map(({ reason, ...row }) => ({ ...row, reason: reason ?? undefined }))
				.toSorted((a, b) => a.at.getTime() - b.at.getTime());
		},
		async end(organisationId, key, { state, reason }) {
			await sql`
				update action_runs set state = ${state}, reason = ${reason ?? null}, claimed_until = null
				where ${isOne(organisationId, key)} and state = 'due'
			`.execute(database.on());
		},
		async postpone(organisationId, key, until) {
			await sql`
				update action_runs set claimed_until = ${until} where ${isOne(organisationId, key)} and state = 'due'
			`.execute(database.on());
		},
		async takeUnsaid(tx, at, quietSince) {
			const [taken] = await send(
				tx,
				sql<ActionRunsNotRun>`
					with wanted as (
						select organisation_id, action, state from action_runs unsaid
						where said_at is null and state not in ('due', 'run') and not exists (
							select from action_runs said where said.organisation_id = unsaid.organisation_id
								and said.action = unsaid.action and said.state = unsaid.state and said.said_at > ${quietSince}
						)
						limit 1
					), taken as (
						update action_runs set said_at = ${at} from wanted
						where action_runs.organisation_id = wanted.organisation_id and action_runs.action = wanted.action
							and action_runs.state = wanted.state and action_runs.said_at is null
						returning action_runs.organisation_id, action_runs.action, action_runs.state, display_name, reason, object
					)
					select organisation_id as "organisationId", action, state, min(display_name) as "displayName",
						count(*) as count, min(reason) as reason, min(object) as object
					from taken group by organisation_id, action, state
				`,
			);
			return taken;
		},
		async sweep(before, limit) {
			const { rows } = await sql`
				delete from action_runs where (organisation_id, action, cluster_id, notice_id) in (
					select organisation_id, action, cluster_id, notice_id from action_runs
					where at < ${before} and state <> 'due' order by at limit ${limit} for update skip locked
				)
				returning action
			`.execute(database.on());
			return rows.length;
		},
	};
}

function isOne(organisationId: OrganisationId, key: ActionRunKey) {
	return sql`organisation_id = ${organisationId} and action = ${key.action} and cluster_id = ${key.clusterId} and notice_id = ${key.noticeId}`;
}

function insertRuns(
	organisationId: OrganisationId,
	runs: readonly ActionRun[],
) {
	const rows = runs.map((run) => ({
		action: run.action,
		cluster_id: run.clusterId,
		notice_id: run.noticeId,
		display_name: run.displayName,
		cluster_name: run.clusterName,
		channel: run.channel,
		object: run.object,
		state: run.state,
		command_id: run.commandId,
		command: run.command,
		reason: run.reason ?? null,
		happened_at: run.happenedAt,
		at: run.at,
	}));
	return sql<ActionRunKey>`
		insert into action_runs (
			organisation_id, action, cluster_id, notice_id, display_name, cluster_name, channel, object, state, command_id, command, reason,
			happened_at, at
		)
		select ${organisationId}, action, cluster_id, notice_id, display_name, cluster_name, channel, object, state, command_id, command,
			reason, happened_at, at
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
			action text, cluster_id text, notice_id text, display_name text, cluster_name text, channel text, object text, state text,
			command_id text, command text, reason text, happened_at timestamptz, at timestamptz
		)
		on conflict on constraint action_runs_key do nothing
		returning action, cluster_id as "clusterId", notice_id as "noticeId"
	`;
}
