export type { Events } from "./events.ts";
export { defaultEventsSettings } from "./events-deps.ts";
