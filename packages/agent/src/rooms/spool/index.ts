export type { NewEvent, Spool } from "./spool.ts";
export type { SpoolBounds } from "./spool-bounds.ts";
