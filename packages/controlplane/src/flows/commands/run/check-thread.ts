import { AppError, isSameChannel } from "@quarterdeck/contract";
import type { Configuration } from "@quarterdeck/contract/configuration";
import { findChannel, keyOfChannel } from "../../../rooms/catalog/index.ts";
import type { CommandRecords } from "../../../rooms/commands/index.ts";
import type { Utterance } from "../commands.ts";

/**
 * A reply belongs to a command of the same channel that is not a reply itself. An unknown channel is refused elsewhere.
 *
 * @throws AppError INPUT_INVALID; a command of another organisation or channel is refused like one that is not there.
 */
export async function checkThread(
	deps: { readonly commandRecords: Pick<CommandRecords, "findOrigin"> },
	utterance: Utterance,
	configuration: Configuration,
): Promise<void> {
	const { caller, thread } = utterance;
	if (thread === undefined) return;
	const channel = findChannel(configuration, utterance);
	if (!channel) return;
	const origin = await deps.commandRecords.findOrigin(caller.organisationId, {
		commandId: thread,
	});
	const root = origin?.conversation;
	if (!root || !isSameChannel(root, keyOfChannel(channel)))
		throw refused(`there is no command ${thread} in channel ${channel.name}`);
	if (root.threadId !== undefined)
		throw refused(
			`${thread} is a reply itself; answer under ${root.threadId.slice(0, 64)}`,
		);
}

function refused(reason: string): AppError {
	return new AppError("INPUT_INVALID", { field: "thread", reason });
}
