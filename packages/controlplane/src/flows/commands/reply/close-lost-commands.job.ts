import { errorFromBody } from "@quarterdeck/contract";
import type { Job, Log } from "@quarterdeck/runtime";
import type {
	CommandRecord,
	CommandRecords,
} from "../../../rooms/commands/index.ts";
import type { Replies, Reply } from "./replies.ts";

/**
 * Closes the commands of dead processes as lost and answers each where it was asked. Listeners on any replica learn of it from the
 * record they follow.
 */
export function closeLostCommands(deps: {
	readonly commandRecords: Pick<CommandRecords, "closeLostCommands">;
	readonly replies: Replies;
	readonly log: Log;
}): Job {
	const { commandRecords, replies, log } = deps;
	return {
		name: "close-lost-commands",
		description: "Closes and answers the commands of processes that died.",
		every: 5,
		longestRetrySeconds: 5,
		async run() {
			const lost = await commandRecords.closeLostCommands((tx, record) =>
				replies.deliver(tx, replyTo(record)),
			);
			for (const { id, organisationId } of lost)
				log.warn("a command was closed as lost", {
					commandId: id,
					organisationId,
				});
		},
	};
}

/** The reply to a command that has ended without an answer. */
function replyTo({
	organisationId,
	id,
	conversation,
	text,
	error,
}: CommandRecord): Reply {
	const why = error ? errorFromBody(error).message : "It was lost.";
	return {
		organisationId,
		commandId: id,
		conversation,
		message: { baseBody: { plaintext: `${text}\n${why}` } },
	};
}
