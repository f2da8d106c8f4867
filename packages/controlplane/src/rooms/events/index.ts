export type { EventSource, Events, KeptEvent } from "./events.ts";
