import type { CommandId, OrganisationId } from "@quarterdeck/contract";

/** A person's wish to stop a command, wherever it runs. */
export interface CancelSignal {
	readonly organisationId: OrganisationId;
	readonly commandId: CommandId;
	/** Who wishes it. */
	readonly email: string;
}

/** Carries cancellations to the replica that runs the command. Losing one costs a person a second click. */
export interface CancelSignals {
	announce(signal: CancelSignal): Promise<void>;
	/** @returns what stops following. */
	follow(listener: (signal: CancelSignal) => void): () => void;
}
