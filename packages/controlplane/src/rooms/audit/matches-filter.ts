import type { AuditFilter } from "./audit-record.ts";
import type { ChainEntry } from "./chain.ts";
import type { CommandFilter, CommandRecord } from "./command-record.ts";
import { asInJson, holdsWords, readSearchWords } from "./search-words.ts";

/**
 * What tells whether an entry is one that a filter asks for: the reference for the SQL of the store.
 * @throws AppError INPUT_INVALID for a text that cannot be searched for.
 */
export function matcherOf(filter: AuditFilter): (entry: ChainEntry) => boolean {
	const words = readSearchWords(filter.text).map(asInJson);
	const email = filter.email?.toLowerCase();
	const same = (wanted: string | undefined, is: string | null) =>
		wanted === undefined || wanted === is;
	return (entry) => {
		const at = Date.parse(entry.at);
		return (
			same(email, entry.whoEmail) &&
			same(filter.code, entry.code) &&
			same(filter.outcome, entry.outcome) &&
			same(filter.subjectId, entry.subjectId) &&
			(filter.clusterName === undefined ||
				entry.clusterNames?.includes(filter.clusterName) === true) &&
			(filter.from === undefined || at >= filter.from.getTime()) &&
			(filter.before === undefined || at < filter.before.getTime()) &&
			holdsWords(entry.facts, words)
		);
	};
}

/**
 * What tells whether a command is one that a filter asks for: the reference for the SQL of the store.
 * @throws AppError INPUT_INVALID for a text that cannot be searched for.
 */
export function commandMatcherOf(
	filter: CommandFilter,
): (command: CommandRecord) => boolean {
	const words = readSearchWords(filter.text);
	const email = filter.email?.toLowerCase();
	const { channel, clusterName, state, from, before } = filter;
	const { thread, rootsOnly, closed } = filter;
	return (command) => {
		const at = command.startedAt.getTime();
		return (
			(channel === undefined || command.conversation.channel === channel) &&
			(thread === undefined || command.conversation.threadId === thread) &&
			(!rootsOnly || command.conversation.threadId === undefined) &&
			(!closed?.channels.includes(command.conversation.channel) ||
				command.email === closed.email) &&
			(email === undefined || command.email === email) &&
			(state === undefined || command.state === state) &&
			(clusterName === undefined ||
				command.runs.some((run) => run.clusterName === clusterName)) &&
			(from === undefined || at >= from.getTime()) &&
			(before === undefined || at < before.getTime()) &&
			holdsWords(command.text, words)
		);
	};
}
