import {
	type CommandId,
	idSchema,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { SignalChannel } from "@quarterdeck/runtime";
import { z } from "zod";

/** A person's wish to stop a command, wherever it runs. */
export interface CancelSignal {
	readonly organisationId: OrganisationId;
	readonly commandId: CommandId;
	/** Who wishes it. */
	readonly email: string;
}

/** Carries cancellations to the replica that runs the command. Losing one costs a person a second click. */
export const cancelledCommands: SignalChannel<CancelSignal> = {
	name: "cancelled-commands",
	schema: z.object({
		organisationId: idSchema("organisation"),
		commandId: idSchema("command"),
		email: z.string(),
	}),
};
