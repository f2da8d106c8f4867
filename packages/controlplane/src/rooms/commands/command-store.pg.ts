import type {
	CommandId,
	ErrorBody,
	Message,
	OrganisationId,
	ProcessId,
	RunId,
} from "@quarterdeck/contract";
import { type Kysely, type RawBuilder, sql } from "kysely";
import {
	type Database,
	send,
	sendBehind,
} from "../../plumbing/postgres/index.ts";
import {
	defaultFigureWindows,
	type FigureWindows,
	pgCommandFigures,
} from "./command-figures.pg.ts";
import type {
	CommandKey,
	CommandOrigin,
	CommandRecord,
	CommandResult,
	CommandRun,
	RunResult,
} from "./command-record.ts";
import type { CommandStore } from "./command-store.ts";
import { listCommandRows } from "./list-command-rows.pg.ts";

type CommandRow = Nullable<Omit<CommandRecord, "runs">>;
type RunRow = Nullable<CommandRun> & { readonly commandId: CommandId };
type Nullable<T> = {
	readonly [K in keyof T]: undefined extends T[K]
		? Exclude<T[K], undefined> | null
		: T[K];
};

const commandColumns = sql`
	id, organisation_id as "organisationId", person_id as "personId", email, automation, conversation, text, words, input, state,
	process_id as "processId", started_at as "startedAt", ended_at as "endedAt", error, answer
`;

const runColumns = sql`
	command_id as "commandId", run_id as "runId", cluster_id as "clusterId", cluster_name as "clusterName", state,
	started_at as "startedAt", ended_at as "endedAt", exit_code as "exitCode", duration_ms as "durationMs",
	output_bytes as "outputBytes", truncated as incomplete, false as shortened, digest, output_key as "outputKey", error, gate, message is not null as "hasMessage"
`;

/**
 * Command records in PostgreSQL.
 * @param figureWindows how many rows figures are made of at most.
 * @param window how many commands a page looks at, at most, where no index leads to what is asked for.
 */
export function createPgCommandStore(
	database: Database,
	window = 12_000,
	figureWindows: FigureWindows = defaultFigureWindows,
): CommandStore {
	return {
		...pgCommandFigures(database, figureWindows),
		insert(tx, record) {
			sendBehind(tx, insertCommand(record), { name: "insert-command" });
		},
		async closeRun(tx, key, result, endedAt) {
			const rows = await send(
				tx,
				sql`${endRun(key, result, endedAt)} returning run_id`,
			);
			return rows.length === 1;
		},
		async lock(tx, organisationId, commandId) {
			const [commands, runs] = await Promise.all([
				send(tx, lockCommand(organisationId, commandId), {
					name: "lock-command",
				}),
				send(tx, lockRuns(organisationId, commandId), { name: "lock-runs" }),
			]);
			return commands[0] && recordOf(commands[0], runs);
		},
		end(tx, key, result, endedAt) {
			const { lastRun } = result;
			if (lastRun)
				sendBehind(tx, endRun(key, lastRun, endedAt), { name: "end-run" });
			sendBehind(tx, endCommand(key, result, endedAt), {
				name: "end-command",
			});
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
		async findOrigin(organisationId, of) {
			const isCommand =
				"commandId" in of
					? sql`id = ${of.commandId}`
					: sql`id = (select command_id from command_runs where organisation_id = ${organisationId} and run_id = ${of.runId})`;
			const { rows } = await sql<CommandOrigin>`
				select id, conversation, email from commands where organisation_id = ${organisationId} and ${isCommand}
			`.execute(database.on());
			return rows[0];
		},
		async findMessages(organisationId, runIds, reader) {
			const { rows } = await sql<{ runId: RunId; message: Message }>`
				select r.run_id as "runId", r.message from command_runs r
				join commands c on c.organisation_id = r.organisation_id and c.id = r.command_id
				where r.organisation_id = ${organisationId} and r.run_id = any(${[...runIds]}::text[]) and r.message is not null
					and (c.person_id = ${reader} or r.message -> 'onlyVisibleForYou' is distinct from 'true'::jsonb)
			`.execute(database.on());
			return new Map(rows.map(({ runId, message }) => [runId, message]));
		},
		async list(organisationId, filter, page) {
			const connection = database.on();
			const { rows, lookedBackTo } = await listCommandRows<CommandRow>(
				connection,
				organisationId,
				filter,
				{ ...page, window, columns: commandColumns },
			);
			const commands = await withRuns(connection, organisationId, rows);
			return { commands, lookedBackTo };
		},
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

/** Command and runs in one statement. */
function insertCommand(record: CommandRecord): RawBuilder<unknown> {
	const runs = record.runs.map((run, position) => ({
		run_id: run.runId,
		position,
		cluster_id: run.clusterId ?? null,
		cluster_name: run.clusterName,
		state: run.state,
		started_at: run.startedAt,
	}));
	return sql`
		with command as (
			insert into commands (
				organisation_id, id, person_id, email, automation, conversation, text, words, input, state, process_id, started_at, ended_at, error
			) values (
				${record.organisationId}, ${record.id}, ${record.personId}, ${record.email}, ${record.automation ?? null}, ${json(record.conversation)},
				${record.text}, ${record.words}, ${json(record.input)}, ${record.state}, ${record.processId}, ${record.startedAt},
				${record.endedAt ?? null}, ${json(record.error)}
			)
			returning organisation_id, id
		)
		insert into command_runs (
			organisation_id, command_id, run_id, position, cluster_id, cluster_name, state, started_at, output_bytes, truncated
		)
		select organisation_id, id, run_id, position, cluster_id, cluster_name, state, started_at, 0, false
		from command, jsonb_to_recordset(${json(runs)}::jsonb) as x(
			run_id text, position integer, cluster_id text, cluster_name text, state text, started_at timestamptz
		)
	`;
}

function endRun(
	{ organisationId, commandId }: CommandKey,
	end: RunResult,
	endedAt: Date,
): RawBuilder<unknown> {
	return sql`
		update command_runs set
			state = ${end.state}, ended_at = ${endedAt}, exit_code = ${end.exitCode ?? null},
			duration_ms = ${end.durationMs === undefined ? null : Math.round(end.durationMs)},
			output_bytes = ${end.outputBytes ?? 0}, truncated = ${end.incomplete ?? false},
			digest = ${end.digest ?? null}, output_key = ${end.outputKey ?? null},
			error = ${json(end.error)}, gate = ${json(end.gate)}, message = ${json(end.message)}
		where organisation_id = ${organisationId} and command_id = ${commandId}
			and run_id = ${end.runId} and state = 'running'
	`;
}

/** The command, and alike every open run of it but the last one, which has a result of its own. */
function endCommand(
	{ organisationId, commandId }: CommandKey,
	{ state, error, answer, lastRun }: CommandResult,
	endedAt: Date,
): RawBuilder<unknown> {
	return sql`
		with runs as (
			update command_runs set state = ${state}, ended_at = ${endedAt}, error = ${json(error)}
			where organisation_id = ${organisationId} and command_id = ${commandId} and state = 'running'
				and run_id <> ${lastRun?.runId ?? ""}
		)
		update commands set state = ${state}, ended_at = ${endedAt}, error = ${json(error)}, answer = ${answer ?? null}
		where organisation_id = ${organisationId} and id = ${commandId} and state = 'running'
	`;
}

function lockCommand(
	organisationId: OrganisationId,
	commandId: CommandId,
): RawBuilder<CommandRow> {
	return sql`
		select ${commandColumns} from commands
		where organisation_id = ${organisationId} and id = ${commandId} for update
	`;
}

function lockRuns(
	organisationId: OrganisationId,
	commandId: CommandId,
): RawBuilder<RunRow> {
	return sql`
		select ${runColumns} from command_runs
		where organisation_id = ${organisationId} and command_id = ${commandId}
		order by started_at, position for update
	`;
}

async function readCommands(
	connection: Kysely<unknown>,
	organisationId: OrganisationId,
	condition: RawBuilder<unknown>,
): Promise<CommandRecord[]> {
	const { rows } = await sql<CommandRow>`
		select ${commandColumns} from commands where ${condition}
	`.execute(connection);
	return withRuns(connection, organisationId, rows);
}

async function withRuns(
	connection: Kysely<unknown>,
	organisationId: OrganisationId,
	commands: readonly CommandRow[],
): Promise<CommandRecord[]> {
	if (commands.length === 0) return [];
	const runs = await sql<RunRow>`
		select ${runColumns} from command_runs
		where organisation_id = ${organisationId} and command_id = any(${commands.map((row) => row.id)}::text[])
		order by command_id, started_at, position
	`.execute(connection);
	const byCommand = Map.groupBy(runs.rows, (run) => run.commandId);
	return commands.map((row) => recordOf(row, byCommand.get(row.id) ?? []));
}

function recordOf(row: CommandRow, runs: readonly RunRow[]): CommandRecord {
	return {
		...withoutNulls(row),
		runs: runs.map(({ commandId: _, ...run }) => withoutNulls(run)),
	};
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
