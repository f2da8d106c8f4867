import type {
	CommandId,
	Conversation,
	Message,
	OrganisationId,
	Platform,
} from "@quarterdeck/contract";
import type { Log, Transaction } from "@quarterdeck/runtime";

/** An answer to a command, for the conversation it was asked in. */
export interface Reply {
	readonly organisationId: OrganisationId;
	readonly commandId: CommandId;
	readonly conversation: Conversation;
	readonly message: Message;
}

/** Answers where a command was asked, when the process that ran it no longer can. Each platform's door has its own. */
export interface Replies {
	/**
	 * Takes the reply over in the transaction that ends the command, once for each command: it must be sent if that commits, whichever
	 * process is alive then, and must not be sent if it does not.
	 * @throws when it cannot be taken over: the command is not ended then, and tried again later.
	 */
	deliver(tx: Transaction, reply: Reply): Promise<void>;
}

/** The console needs no message: it shows the record, which the same transaction ends, and its listeners on every replica follow that. */
export const consoleReplies: Replies = { deliver: async () => {} };

/** Replies by the platform they belong to. One for a platform without a door is logged, for there is nobody to send it. */
export function createReplies(deps: {
	readonly doors: Readonly<Partial<Record<Platform, Replies>>>;
	readonly log: Log;
}): Replies {
	return {
		async deliver(tx, reply) {
			const { platform } = reply.conversation;
			const door = deps.doors[platform];
			if (door) return door.deliver(tx, reply);
			const { organisationId, commandId } = reply;
			deps.log.error("a reply has no door to leave by", {
				organisationId,
				commandId,
				platform,
			});
		},
	};
}
