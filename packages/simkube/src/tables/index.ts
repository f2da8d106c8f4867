export type { CustomColumn } from "./custom-columns.ts";
export { humanDuration } from "./human-duration.ts";
export { tableFor } from "./table-for.ts";
export type { Cell, ColumnDefinition } from "./table-types.ts";
