import { randomBytes } from "node:crypto";
import { formatId, type Id, type IdKind } from "@quarterdeck/contract";
import type { Clock } from "./clock.ts";

/** Makes ids of any kind; ids of a kind sort by the instant they were made. */
export type NewId = <K extends IdKind>(kind: K) => Id<K>;

/** Ids from the clock and the machine's randomness. */
export function createNewId(clock: Clock): NewId {
	return (kind) => formatId(kind, clock.now().getTime(), randomBytes(10));
}
