import type { CommandRecord, CommandRun } from "./command-record.ts";
import type { CommandStore } from "./command-store.ts";
import { putInTransaction } from "./fake-transaction.ts";

/** Command records in memory. */
export function createFakeCommandStore(): CommandStore {
	const commands = new Map<string, CommandRecord>();
	const keyOf = (organisationId: string, id: string) =>
		`${organisationId} ${id}`;
	const running = () =>
		[...commands.values()].filter((command) => command.state === "running");
	return {
		async insert(tx, record) {
			const key = keyOf(record.organisationId, record.id);
			if (commands.has(key)) return false;
			putInTransaction(tx, commands, key, { ...record, runs: [] });
			return true;
		},
		async insertRuns(tx, organisationId, commandId, runs) {
			const key = keyOf(organisationId, commandId);
			const command = commands.get(key);
			if (!command) throw new Error("a run needs its command");
			putInTransaction(tx, commands, key, {
				...command,
				runs: [...command.runs, ...runs],
			});
		},
		async closeRun(tx, close, endedAt) {
			const key = keyOf(close.organisationId, close.commandId);
			const command = commands.get(key);
			const run = command?.runs.find((one) => one.runId === close.runId);
			if (!command || run?.state !== "running") return false;
			const closed = closedRun(run, close, endedAt);
			putInTransaction(tx, commands, key, {
				...command,
				runs: command.runs.map((one) => (one === run ? closed : one)),
			});
			return true;
		},
		async closeOpenRuns(tx, organisationId, commandId, end) {
			const key = keyOf(organisationId, commandId);
			const command = commands.get(key);
			if (!command) return;
			const runs = command.runs.map((run) =>
				run.state === "running" ? { ...run, ...end } : run,
			);
			putInTransaction(tx, commands, key, { ...command, runs });
		},
		async close(tx, organisationId, commandId, end) {
			const key = keyOf(organisationId, commandId);
			const command = commands.get(key);
			if (command?.state !== "running") return false;
			putInTransaction(tx, commands, key, { ...command, ...end });
			return true;
		},
		find: async (organisationId, commandId) =>
			commands.get(keyOf(organisationId, commandId)),
		async list(organisationId, filter, page) {
			return [...commands.values()]
				.filter((one) => one.organisationId === organisationId)
				.filter((one) => !filter.personId || one.personId === filter.personId)
				.filter((one) => !filter.state || one.state === filter.state)
				.sort(newestFirst)
				.filter((one) => !page.behind || newestFirst(page.behind, one) < 0)
				.slice(0, page.limit);
		},
		owners: async () => [...new Set(running().map((one) => one.processId))],
		runningOf: async (processId, limit) =>
			running()
				.filter((one) => one.processId === processId)
				.slice(0, limit),
	};
}

function closedRun(
	run: CommandRun,
	close: Parameters<CommandStore["closeRun"]>[1],
	endedAt: Date,
): CommandRun {
	return {
		...run,
		state: close.state,
		endedAt,
		exitCode: close.exitCode,
		durationMs:
			close.durationMs === undefined ? undefined : Math.round(close.durationMs),
		outputBytes: close.outputBytes ?? 0,
		truncated: close.truncated ?? false,
		digest: close.digest,
		outputKey: close.outputKey,
		error: close.error,
		gate: close.gate,
	};
}

function newestFirst(
	a: { readonly startedAt: Date; readonly id: string },
	b: { readonly startedAt: Date; readonly id: string },
): number {
	const byTime = b.startedAt.getTime() - a.startedAt.getTime();
	if (byTime !== 0) return byTime;
	return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
