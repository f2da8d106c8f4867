import type { Message, RunId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import {
	lockInTransaction,
	putInTransaction,
} from "@quarterdeck/runtime/fakes";
import { commandMatcherOf } from "./command-matcher.fixture.ts";
import {
	type CommandRecord,
	endedCommand,
	endedRun,
	type RunResult,
} from "./command-record.ts";
import type { CommandStore } from "./command-store.ts";

/**
 * Command records in memory.
 * @param window how many commands a page looks at, at most.
 */
export function createFakeCommandStore(
	window: number = Number.POSITIVE_INFINITY,
): CommandStore {
	const commands = new Map<string, CommandRecord>();
	const held = new Map<string, Promise<void>>();
	const keyOf = (organisationId: string, id: string) =>
		`${organisationId} ${id}`;
	const messages = new Map<string, Message>();
	const keepMessage = (
		tx: Transaction,
		organisationId: string,
		{ runId, message }: RunResult,
	) => {
		if (message)
			putInTransaction(tx, messages, keyOf(organisationId, runId), message);
	};
	const running = () =>
		[...commands.values()].filter((command) => command.state === "running");
	return {
		insert(tx, record) {
			const key = keyOf(record.organisationId, record.id);
			if (commands.has(key)) throw new Error("the command is there already");
			putInTransaction(tx, commands, key, record);
		},
		async closeRun(tx, { organisationId, commandId }, close, endedAt) {
			const key = keyOf(organisationId, commandId);
			const command = commands.get(key);
			const run = command?.runs.find((one) => one.runId === close.runId);
			if (!command || run?.state !== "running") return false;
			const closed = endedRun(run, close, endedAt);
			putInTransaction(tx, commands, key, {
				...command,
				runs: command.runs.map((one) => (one === run ? closed : one)),
			});
			keepMessage(tx, organisationId, close);
			return true;
		},
		async lock(tx, organisationId, commandId) {
			const key = keyOf(organisationId, commandId);
			await lockInTransaction(tx, held, key);
			return commands.get(key);
		},
		end(tx, { organisationId, commandId }, end, endedAt) {
			const key = keyOf(organisationId, commandId);
			const command = commands.get(key);
			if (command?.state !== "running") return;
			putInTransaction(tx, commands, key, endedCommand(command, end, endedAt));
			const { lastRun } = end;
			const last = command.runs.find((one) => one.runId === lastRun?.runId);
			if (lastRun && last?.state === "running")
				keepMessage(tx, organisationId, lastRun);
		},
		find: async (organisationId, commandId) =>
			commands.get(keyOf(organisationId, commandId)),
		async findOrigin(organisationId, of) {
			const found = [...commands.values()].find(
				(one) =>
					one.organisationId === organisationId &&
					("commandId" in of
						? one.id === of.commandId
						: one.runs.some(({ runId }) => runId === of.runId)),
			);
			return found && { conversation: found.conversation, email: found.email };
		},
		findMessages: async (organisationId, runIds, reader) =>
			new Map(
				runIds.flatMap((runId) => {
					const message = messages.get(keyOf(organisationId, runId));
					const isForOthers =
						message?.onlyVisibleForYou &&
						saidBy(commands, organisationId, runId) !== reader;
					return message && !isForOthers ? [[runId, message]] : [];
				}),
			),
		async list(organisationId, filter, page) {
			const rest = [...commands.values()]
				.filter((one) => one.organisationId === organisationId)
				.sort(newestFirst)
				.filter((one) => !page.behind || newestFirst(page.behind, one) < 0);
			const looked = rest.slice(0, window);
			const found = looked
				.filter(commandMatcherOf(filter))
				.slice(0, page.limit);
			const isCut = looked.length < rest.length && found.length < page.limit;
			return {
				commands: found,
				lookedBackTo: isCut ? looked.at(-1) : undefined,
			};
		},
		owners: async () => [...new Set(running().map((one) => one.processId))],
		runningOf: async (processId, limit) =>
			running()
				.filter((one) => one.processId === processId)
				.slice(0, limit),
	};
}

function saidBy(
	commands: ReadonlyMap<string, CommandRecord>,
	organisationId: string,
	of: RunId,
): string | undefined {
	const isIts = (one: CommandRecord) =>
		one.organisationId === organisationId &&
		one.runs.some(({ runId }) => runId === of);
	return [...commands.values()].find(isIts)?.personId;
}

function newestFirst(
	a: { readonly startedAt: Date; readonly id: string },
	b: { readonly startedAt: Date; readonly id: string },
): number {
	const byTime = b.startedAt.getTime() - a.startedAt.getTime();
	if (byTime !== 0) return byTime;
	return a.id < b.id ? 1 : a.id > b.id ? -1 : 0;
}
