export type { KeptHead } from "./keep-head.ts";
