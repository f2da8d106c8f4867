import type {
	CommandId,
	ErrorBody,
	OrganisationId,
	ProcessId,
} from "@quarterdeck/contract";
import { type Kysely, type RawBuilder, sql } from "kysely";
import { type Database, sqlOf } from "../../plumbing/postgres/index.ts";
import type { CommandRecord, CommandRun } from "./command-record.ts";
import type { CommandStore } from "./command-store.ts";

type CommandRow = Nullable<Omit<CommandRecord, "runs">>;
type RunRow = Nullable<CommandRun> & { readonly commandId: CommandId };
type Nullable<T> = {
	readonly [K in keyof T]: undefined extends T[K]
		? Exclude<T[K], undefined> | null
		: T[K];
};

const commandColumns = sql`
	id, organisation_id as "organisationId", person_id as "personId", email, conversation, text, words, state,
	process_id as "processId", started_at as "startedAt", ended_at as "endedAt", error
`;

/** Command records in PostgreSQL. */
export function createPgCommandStore(database: Database): CommandStore {
	return {
		async insert(tx, record) {
			const { rows } = await insertCommand(record).execute(sqlOf(tx));
			return rows.length === 1;
		},
		async insertRuns(tx, organisationId, commandId, runs) {
			if (runs.length === 0) return;
			await insertRuns(organisationId, commandId, runs).execute(sqlOf(tx));
		},
		async closeRun(tx, close, endedAt) {
			const { rows } = await sql`
				update command_runs set
					state = ${close.state}, ended_at = ${endedAt}, exit_code = ${close.exitCode ?? null},
					duration_ms = ${close.durationMs === undefined ? null : Math.round(close.durationMs)},
					output_bytes = ${close.outputBytes ?? 0}, truncated = ${close.truncated ?? false},
					digest = ${close.digest ?? null}, output_key = ${close.outputKey ?? null},
					error = ${json(close.error)}, gate = ${json(close.gate)}
				where organisation_id = ${close.organisationId} and command_id = ${close.commandId}
					and run_id = ${close.runId} and state = 'running'
				returning run_id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async closeOpenRuns(tx, organisationId, commandId, end) {
			await sql`
				update command_runs set state = ${end.state}, ended_at = ${end.endedAt}, error = ${json(end.error)}
				where organisation_id = ${organisationId} and command_id = ${commandId} and state = 'running'
			`.execute(sqlOf(tx));
		},
		async close(tx, organisationId, commandId, end) {
			const { rows } = await sql`
				update commands set state = ${end.state}, ended_at = ${end.endedAt}, error = ${json(end.error)}
				where organisation_id = ${organisationId} and id = ${commandId} and state = 'running'
				returning id
			`.execute(sqlOf(tx));
			return rows.length === 1;
		},
		async find(organisationId, commandId, tx) {
			const [found] = await readCommands(
				database.on(tx),
				organisationId,
				sql`
				organisation_id = ${organisationId} and id = ${commandId}
			`,
			);
			return found;
		},
		list: (organisationId, filter, page) =>
			readCommands(
				database.on(),
				organisationId,
				sql`
					organisation_id = ${organisationId}
					and (${filter.personId ?? null}::text is null or person_id = ${filter.personId ?? null})
					and (${filter.state ?? null}::text is null or state = ${filter.state ?? null})
					and (
						${page.behind?.id ?? null}::text is null
						or (started_at, id) < (${page.behind?.startedAt ?? null}::timestamptz, ${page.behind?.id ?? null}::text)
					)
					order by started_at desc, id desc limit ${page.limit}
				`,
			),
		async owners() {
			const { rows } = await sql<{ processId: ProcessId }>`
				select distinct process_id as "processId" from commands where state = 'running'
			`.execute(database.on());
			return rows.map((row) => row.processId);
		},
		async runningOf(processId, limit) {
			const { rows } = await sql<{
				organisationId: OrganisationId;
				id: CommandId;
			}>`
				select organisation_id as "organisationId", id from commands
				where process_id = ${processId} and state = 'running'
				order by organisation_id, id limit ${limit}
			`.execute(database.on());
			return rows;
		},
	};
}

function insertCommand(record: CommandRecord): RawBuilder<unknown> {
	return sql`
		insert into commands (
			organisation_id, id, person_id, email, conversation, text, words, state, process_id, started_at, ended_at, error
		) values (
			${record.organisationId}, ${record.id}, ${record.personId}, ${record.email}, ${json(record.conversation)},
			${record.text}, ${record.words}, ${record.state}, ${record.processId}, ${record.startedAt},
			${record.endedAt ?? null}, ${json(record.error)}
		)
		on conflict on constraint commands_key do nothing
		returning id
	`;
}

function insertRuns(
	organisationId: OrganisationId,
	commandId: CommandId,
	runs: readonly CommandRun[],
): RawBuilder<unknown> {
	const rows = runs.map((run, position) => ({
		run_id: run.runId,
		position,
		cluster_id: run.clusterId ?? null,
		cluster_name: run.clusterName,
		state: run.state,
		started_at: run.startedAt,
	}));
	return sql`
		insert into command_runs (
			organisation_id, command_id, run_id, position, cluster_id, cluster_name, state, started_at, output_bytes, truncated
		)
		select ${organisationId}, ${commandId}, run_id, position, cluster_id, cluster_name, state, started_at, 0, false
		from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(
			run_id text, position integer, cluster_id text, cluster_name text, state text, started_at timestamptz
		)
	`;
}

async function readCommands(
	connection: Kysely<unknown>,
	organisationId: OrganisationId,
	condition: RawBuilder<unknown>,
): Promise<CommandRecord[]> {
	const commands = await sql<CommandRow>`
		select ${commandColumns} from commands where ${condition}
	`.execute(connection);
	if (commands.rows.length === 0) return [];
	const runs = await sql<RunRow>`
		select command_id as "commandId", run_id as "runId", cluster_id as "clusterId", cluster_name as "clusterName", state,
			started_at as "startedAt", ended_at as "endedAt", exit_code as "exitCode", duration_ms as "durationMs",
			output_bytes as "outputBytes", truncated, digest, output_key as "outputKey", error, gate
		from command_runs
		where organisation_id = ${organisationId} and command_id = any(${commands.rows.map((row) => row.id)}::text[])
		order by command_id, started_at, position
	`.execute(connection);
	const byCommand = Map.groupBy(runs.rows, (run) => run.commandId);
	return commands.rows.map((row) => ({
		...withoutNulls(row),
		runs: (byCommand.get(row.id) ?? []).map(({ commandId: _, ...run }) =>
			withoutNulls(run),
		),
	}));
}

function withoutNulls<T extends object>(
	row: T,
): {
	[K in keyof T]: null extends T[K] ? Exclude<T[K], null> | undefined : T[K];
} {
	return Object.fromEntries(
		Object.entries(row).map(([name, value]) => [name, value ?? undefined]),
	) as ReturnType<typeof withoutNulls<T>>;
}

/** jsonb refuses what text refuses: NUL and lone surrogates are replaced on the way in. */
function json(value: ErrorBody | object | undefined): string | null {
	if (value === undefined) return null;
	return JSON.stringify(value, (_, member: unknown) =>
		typeof member === "string"
			? member.replaceAll("\0", "\uFFFD").toWellFormed()
			: member,
	);
}
