import {
	type CommandId,
	idSchema,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { SignalChannel } from "@quarterdeck/runtime";
import { z } from "zod";

/** Says that somebody may wish to stop a command. Who does is read from the audit: whoever can connect to the database can send this. */
export interface CancelSignal {
	readonly organisationId: OrganisationId;
	readonly commandId: CommandId;
}

/** Carries cancellations to the replica that runs the command. Losing one costs a person a second click. */
export const cancelledCommands: SignalChannel<CancelSignal> = {
	name: "cancelled-commands",
	schema: z.object({
		organisationId: idSchema("organisation"),
		commandId: idSchema("command"),
	}),
};
