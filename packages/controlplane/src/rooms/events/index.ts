export type { Events, KeptEvent } from "./events.ts";
