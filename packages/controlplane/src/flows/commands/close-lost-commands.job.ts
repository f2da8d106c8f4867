import type { Clock, Log } from "@quarterdeck/runtime";
import type { CommandRecords } from "../../rooms/commands/index.ts";

/** How often the commands of dead processes are looked for. */
const everyMs = 5_000;

/**
 * Closes the commands of dead processes as lost: from the start on, without keeping it waiting, and again every five seconds.
 * A failing look is logged; the next one comes. Listeners on any replica hear of it by the record they follow.
 */
export function closeLostCommands(deps: {
	readonly commandRecords: Pick<CommandRecords, "closeLostCommands">;
	readonly clock: Clock;
	readonly log: Log;
}): { stop(): Promise<void> } {
	let looking: Promise<void> | undefined;
	function look(): Promise<void> {
		looking ??= closeAll(deps).finally(() => {
			looking = undefined;
		});
		return looking;
	}
	void look();
	const timer = deps.clock.every(everyMs, () => void look());
	return {
		async stop() {
			timer.cancel();
			await looking;
		},
	};
}

async function closeAll({
	commandRecords,
	log,
}: {
	readonly commandRecords: Pick<CommandRecords, "closeLostCommands">;
	readonly log: Log;
}): Promise<void> {
	try {
		for (const {
			id,
			organisationId,
		} of await commandRecords.closeLostCommands())
			log.warn("a command was closed as lost", {
				commandId: id,
				organisationId,
			});
	} catch (error) {
		log.warn("lost commands could not be looked for", { error });
	}
}
