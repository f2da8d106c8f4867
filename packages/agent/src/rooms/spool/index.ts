export type { Spool } from "./spool.ts";
