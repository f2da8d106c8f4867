import type { CommandOrigin } from "../../rooms/commands/index.ts";
import { type ApiContext, askerOf, requireAllowed } from "./api-context.ts";

/**
 * Whether who asks may see a command and what it said: what was said in a channel that is closed to them is shown to them only when
 * they said it. The audit names it all the same: it is the organisation's.
 */
export async function mayReadCommand(
	context: ApiContext,
	origin: CommandOrigin,
): Promise<boolean> {
	const asker = askerOf(requireAllowed(context, "command.read"));
	if (origin.email === asker.actor.email) return true;
	const closed = await context.deps.commands.closedTo(asker);
	return !closed.includes(origin.conversation.channel);
}
