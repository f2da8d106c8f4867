export { humanDuration } from "./human-duration.ts";
export { tableFor } from "./table-for.ts";
export type { Cell } from "./table-types.ts";
