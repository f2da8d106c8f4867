import type { Job, Log } from "@quarterdeck/runtime";
import type { CommandRecords } from "../../rooms/commands/index.ts";

/** Closes the commands of dead processes as lost. Listeners on any replica hear of it by the record they follow. */
export function closeLostCommands(deps: {
	readonly commandRecords: Pick<CommandRecords, "closeLostCommands">;
	readonly log: Log;
}): Job {
	const { commandRecords, log } = deps;
	return {
		name: "close-lost-commands",
		description: "Closes the commands of processes that died.",
		every: 5,
		longestRetrySeconds: 5,
		async run() {
			for (const {
				id,
				organisationId,
			} of await commandRecords.closeLostCommands())
				log.warn("a command was closed as lost", {
					commandId: id,
					organisationId,
				});
		},
	};
}
