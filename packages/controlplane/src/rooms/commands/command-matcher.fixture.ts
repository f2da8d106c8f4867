import { isSameChannel } from "@quarterdeck/contract";
import { holdsWords, readSearchWords } from "../audit/index.ts";
import type { CommandFilter, CommandRecord } from "./command-record.ts";

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
	const { thread, rootsOnly, readable } = filter;
	return (command) => {
		const at = command.startedAt.getTime();
		return (
			(!channel || isSameChannel(command.conversation, channel)) &&
			(thread === undefined || command.conversation.threadId === thread) &&
			(!rootsOnly || command.conversation.threadId === undefined) &&
			(!readable ||
				command.email === readable.email ||
				readable.channels.some((one) =>
					isSameChannel(command.conversation, one),
				)) &&
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
