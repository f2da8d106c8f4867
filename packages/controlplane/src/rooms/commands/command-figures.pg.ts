import { type RawBuilder, sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";
import type {
	CommandCount,
	CommandCounts,
	FigureRange,
	RunDurations,
} from "./command-figures.ts";
import type { CommandStore } from "./command-store.ts";
import { isReadable } from "./readable-commands.pg.ts";

/** How many rows the figures are made of at most, the newest; a busy week has more. */
export interface FigureWindows {
	readonly commands: number;
	readonly runs: number;
}

export const defaultFigureWindows: FigureWindows = {
	commands: 20_000,
	runs: 10_000,
};

type Counted = CommandCount & {
	readonly looked: number;
	readonly oldest: Date;
};
type Measured = RunDurations & { readonly isCommand: boolean };

/**
 * Figures over many commands, each in one statement: newest first by an index, so many rows at most, then counted. The command of a
 * run is looked up by its key; the offset keeps the planner from reading all commands instead.
 */
export function pgCommandFigures(
	database: Database,
	windows: FigureWindows,
): Pick<CommandStore, "countCommands" | "slowestRuns"> {
	return {
		async countCommands(organisationId, range, stretchSeconds) {
			const { rows } = await sql<Counted>`
				select floor(extract(epoch from started_at - ${range.from}::timestamptz) / ${stretchSeconds}::int)::int as stretch, state,
					count(*) filter (where ${isReadable(range.readable)}) as count, count(*) as looked, min(started_at) as oldest
				from (
					select state, started_at, email, conversation from commands
					where organisation_id = ${organisationId} and ${begunIn(range)}
					order by started_at desc, id desc limit ${windows.commands}
				) as commands
				group by 1, 2 order by 1, 2
			`.execute(database.on());
			return countsOf(rows, windows.commands);
		},
		async slowestRuns(organisationId, range, most) {
			const { rows } = await sql<Measured>`
				select name, "isCommand", runs, "p50Ms", "p95Ms" from (
					select coalesce(cluster_name, command) as name, grouping(cluster_name) = 1 as "isCommand", count(*) as runs,
						percentile_disc(0.5) within group (order by duration_ms) as "p50Ms",
						percentile_disc(0.95) within group (order by duration_ms) as "p95Ms",
						row_number() over (
							partition by grouping(cluster_name)
							order by percentile_disc(0.95) within group (order by duration_ms) desc, coalesce(cluster_name, command)
						) as place
					from (
						select runs.cluster_name, runs.duration_ms, ${firstWords} as command
						from (
							select command_id, cluster_name, duration_ms, state from command_runs
							where organisation_id = ${organisationId} and ${begunIn(range)}
							order by started_at desc limit ${windows.runs}
						) as runs
						cross join lateral (
							select words from commands
							where organisation_id = ${organisationId} and id = runs.command_id and ${isReadable(range.readable)} offset 0
						) as commands
						where runs.duration_ms is not null and runs.state <> 'denied'
					) as measured
					group by grouping sets ((cluster_name), (command))
				) as ranked
				where place <= ${most} order by "isCommand", place
			`.execute(database.on());
			const durations = (wanted: boolean) =>
				rows
					.filter(({ isCommand }) => isCommand === wanted)
					.map(({ isCommand: _, ...measured }) => measured);
			return { clusters: durations(false), commands: durations(true) };
		},
	};
}

/** `kubectl get`: the plugin, and what it was told to do where that comes next. */
const firstWords = sql`left(
	coalesce(commands.words[1], '') || case when commands.words[2] ~ '^[^-]' then ' ' || commands.words[2] else '' end, 80
)`;

function begunIn({ from, before }: FigureRange): RawBuilder<unknown> {
	return sql`started_at >= ${from} and started_at < ${before}`;
}

function countsOf(rows: readonly Counted[], window: number): CommandCounts {
	const looked = rows.reduce((sum, row) => sum + row.looked, 0);
	const oldest = Math.min(...rows.map((row) => row.oldest.getTime()));
	return {
		counts: rows
			.filter(({ count }) => count > 0)
			.map(({ stretch, state, count }) => ({ stretch, state, count })),
		countedFrom: looked < window ? undefined : new Date(oldest),
	};
}
