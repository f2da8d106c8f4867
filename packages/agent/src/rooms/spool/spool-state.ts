import { type EpochId, idSchema } from "@quarterdeck/contract";
import { z } from "zod";

const count = z.int().min(0);

const spoolStateSchema = z.object({
	version: z.literal(1),
	epoch: idSchema("epoch"),
	/** Everything up to this number is acknowledged, or was dropped. */
	committed: count,
	/** Events dropped up to that number. */
	dropped: count,
	/** No event has this number or a higher one, except in the files. */
	next: count,
});

/** What the files of the batches do not say. */
export type SpoolState = z.output<typeof spoolStateSchema>;

export const stateFile = "state.json";

export function writeState(state: SpoolState): string {
	return `${JSON.stringify(state)}\n`;
}

/** The state, or undefined when it is not there or cannot be read: then the numbers cannot be known. */
export function readState(text: string | undefined): SpoolState | undefined {
	if (text === undefined) return undefined;
	try {
		return spoolStateSchema.parse(JSON.parse(text));
	} catch {
		return undefined;
	}
}

/** An epoch that begins after so many events were lost: they take its first numbers, and so count as dropped in it. */
export function newEpoch(epoch: EpochId, lost: number): SpoolState {
	return { version: 1, epoch, committed: 0, dropped: 0, next: lost + 1 };
}
